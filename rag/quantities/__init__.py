"""Numbers, years and dates in text: `find` reads them with unit and hedge, `compare` tells whether two agree."""

from rag.quantities.comparison import Fit, compare, opposed
from rag.quantities.scan import find
from rag.quantities.types import Quantity

__all__ = ["Fit", "Quantity", "compare", "find", "opposed"]
