"""The commands of `aftermine`, one file each: a command draws what `rag` and `ingest` return and gives its status."""
