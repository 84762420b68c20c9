"""The index on disk: documents in, passages, vectors and keyword scores out, from one whole state to the next."""
