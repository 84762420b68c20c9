"""Knowing when not to answer, and saying why: premises that don't hold, what is missing, what can be asked instead."""
