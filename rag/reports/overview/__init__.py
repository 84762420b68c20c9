"""What the documents hold as a whole: dated facts, key figures, terms, a map of topics, a quiz; made by code alone."""
