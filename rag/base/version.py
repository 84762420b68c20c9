"""The version of the program, looked up once.

A look-up goes through `sys.path` by its places, and Streamlit changes that list while a script of the page begins and
ends: a thread that looked up at that moment missed a folder, and the program with it.
"""

from importlib.metadata import version

VERSION = version("aftermine")
