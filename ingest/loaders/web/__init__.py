"""Web pages, and whatever else is HTML inside: the tree of a page, and what of it is shown."""
