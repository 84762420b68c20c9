"""The bibliography of the library, below its documents: made when it is asked for, and to be taken away as a file."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from rag.base.types import Document
from ui.web import library_view
from ui.web.shared import Library
from ui.wording import library as words


def draw(library: Library, documents: Sequence[Document]) -> None:
    """Draws it, or the switch that makes it."""
    st.header(words.BIBLIOGRAPHY, anchor=False)
    if not st.toggle(words.MAKE_BIBLIOGRAPHY, key="bibliography", help=words.BIBLIOGRAPHY_HELP):
        return
    from rag.reports.export import export_sources
    from rag.reports.export.bibliography import by_author, entries, library_sources, references
    from rag.reports.export.formats import BIBLIOGRAPHIES, format_named
    from rag.reports.notebook.provenance import origin

    sources = library_sources(documents)
    made = origin(library.assistant.index.corpus_sha256, library.settings)
    with st.container(horizontal=True, key="bibliography-files"):
        for name in BIBLIOGRAPHIES:
            form = format_named(name)
            st.download_button(
                words.DOWNLOADS[name],
                partial(export_sources, words.LIBRARY, sources, name, made),
                file_name=f"library{form.suffix}",
                mime=form.media_type,
                key=f"download-{name}",
                icon=":material/download:",
                on_click="ignore",
            )
    with st.spinner(words.LISTING):
        lines = references(by_author(entries(sources)))
    st.html(library_view.references_html(lines))
