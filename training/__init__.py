"""Training the reader; not a part of the installed package."""
