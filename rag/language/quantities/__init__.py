"""Numbers, years and dates in text: `find` reads them with unit and hedge, `compare` tells whether two agree."""

from rag.language.quantities.parse import find
from rag.language.quantities.quantity import Quantity, compare, opposed

__all__ = ["Quantity", "compare", "find", "opposed"]
