"""What every package speaks in: types, errors, settings, printable text, and the version of the program.

The version is looked up once. A look-up goes through `sys.path` by its places, and Streamlit changes that list while a
script of the page begins and ends: a thread that looked up at that moment missed a folder, and the program with it.
"""

from importlib.metadata import version

VERSION = version("aftermine")
