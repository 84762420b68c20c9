"""The one place where the parts are put together: settings in, an open index, a report or an assistant out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.pipeline import Progress, Report, Tools
    from rag.answer import Assistant
    from rag.index import Index
    from rag.settings import Settings


def open_assistant(settings: Settings, who: str) -> Assistant:
    """The assistant over the index, which stays open until `assistant.index.close()`. Raises IndexProblem."""
    from rag.answer import Assistant

    return Assistant(open_index(settings, who), settings)


def open_index(settings: Settings, who: str) -> Index:
    """The index for reading; no model is loaded. Raises IndexMissing, IndexMismatch, IndexBusy."""
    from ingest.pipeline import recipe_of
    from rag.index import Index

    return Index(settings.index, recipe_of(settings, load_tools(settings)), who=who)


def refresh(settings: Settings, progress: Progress, who: str, *, rebuild: bool = False) -> Report:
    """Brings the index up to date with the files; with `rebuild` forgets it first. Raises IndexProblem, FileProblem."""
    from ingest import pipeline
    from rag.folder import erase
    from rag.index import Index

    tools = load_tools(settings)
    if rebuild:
        erase(settings.index, who)
    with Index(settings.index, pipeline.recipe_of(settings, tools), create=True, who=who) as index:
        return pipeline.refresh(index, settings, tools, progress)


def remove(settings: Settings, document_id: str, who: str) -> Path | None:
    """Takes a document out of corpus and index; where its file is kept now, None for a bundled brief. Raises NotFound."""
    from ingest import library
    from ingest.pipeline import recipe_of
    from rag.index import Index

    with Index(settings.index, recipe_of(settings, load_tools(settings)), create=True, who=who) as index:
        return library.remove(index, settings.library, document_id)


def load_tools(settings: Settings) -> Tools:
    """The models that the settings name; their files are read at the first use."""
    from ingest.pipeline import Tools
    from rag.embedding import load_embedder

    return Tools(load_embedder(settings))
