"""Numbers, years and dates in text: `find` reads them with unit and hedge, `compare` tells whether two agree."""

from rag.language.quantities.agreement import Fit, compare, opposed
from rag.language.quantities.parse import find
from rag.language.quantities.types import Quantity

__all__ = ["Fit", "Quantity", "compare", "find", "opposed"]
