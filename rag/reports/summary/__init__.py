"""Summaries of one whole document, or of a topic across documents, every sentence cited, coverage stated."""
