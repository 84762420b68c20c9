"""The command line: each command draws what `rag` and `ingest` return, in a terminal or as JSON."""

from ui.cli.program import main

__all__ = ["main"]
