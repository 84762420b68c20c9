"""What tables of comparison say of their own accord."""

from __future__ import annotations

SIDE_BY_SIDE = "Side by side"
CAPTION = "{subjects} compared, matter by matter; numbers open the passage"
MATTER = "Matter"
DIFFER = "How they differ"
EMPTY = "not found in the documents"
