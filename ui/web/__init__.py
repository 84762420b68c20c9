"""The chat in the browser: Streamlit pages that draw what `rag` and `ingest` return."""
