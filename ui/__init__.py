"""Every face of Aftermine: command line, chat pages; each draws what `rag` and `ingest` return."""
