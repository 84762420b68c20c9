"""Turning files into passages and writing them into the index."""
