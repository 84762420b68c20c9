"""Measurements: `make bench`. Not tests, since a busy machine makes every time longer."""
