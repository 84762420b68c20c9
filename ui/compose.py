"""Puts the parts together, in the one place that knows them all: models, index, assistant, pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.library import Added
    from ingest.pipeline import Report
    from rag.assistant import Assistant
    from rag.base.settings import Settings
    from rag.base.types import Document
    from rag.models.embedder import Embedder
    from rag.store.index import Index

Progress = Callable[[str, int, int], None]


def open_index(settings: Settings, who: str) -> Index:
    """The index for reading; `who` names this program to others that find it busy. Raises IndexProblem."""
    return _open(settings, load_embedder(settings), who)


def open_assistant(settings: Settings, who: str) -> Assistant:
    """An assistant over the index, which it holds open. Raises IndexProblem and ModelProblem."""
    embedder = load_embedder(settings)
    return assistant_over(_open(settings, embedder, who), settings, embedder)


def assistant_over(index: Index, settings: Settings, embedder: Embedder | None = None) -> Assistant:
    """An assistant over an index that is open already and fits the settings. Raises ModelProblem."""
    from rag.assistant import Assistant

    return Assistant(index, embedder or load_embedder(settings), settings, asked_texts(settings))


def asked_texts(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The asked questions of each bundled brief, in the order of their vectors in the index; none without briefs."""
    from ingest.bundled import asked_folder, read_asked, texts_of
    from rag.search.asked import ASKED

    paths = asked_folder().glob("*.jsonl") if settings.bundled else ()
    return {path.stem: tuple(texts_of(read_asked(path)).get(ASKED, ())) for path in paths}


def refresh(settings: Settings, progress: Progress, who: str, rebuild: bool = False) -> Report:
    """Brings the index up to date with the bundled corpus and the library; `rebuild` forgets the index first.

    Raises IndexProblem, and ModelProblem where a model's files are missing.
    """
    return ingest(settings, (), progress, who, rebuild)[1]


def ingest(
    settings: Settings, sources: Sequence[str], progress: Progress, who: str, rebuild: bool = False
) -> tuple[Added, Report]:
    """Copies files, folders and web pages into the library, then does what `refresh` does; raises the same.

    The index is taken first, so that nothing has happened where another program has it.
    """
    from ingest.library import add
    from ingest.pipeline import refresh as run
    from rag.store.folder import erase

    if rebuild:
        erase(settings.index, who)
    with _changing(settings, who) as (index, embedder):
        return add(settings.library, sources), run(index, settings, embedder, progress)


def fill(settings: Settings, documents: Sequence[Document], progress: Progress, who: str) -> None:
    """Makes an index in the settings' folder that holds these documents and nothing else. Raises IndexProblem."""
    from ingest.pipeline import fill as run

    with _changing(settings, who) as (index, embedder):
        run(index, settings, embedder, documents, progress)


def remove(settings: Settings, document_id: str, who: str) -> str:
    """Takes a document out of the corpus and says where its file is now. Raises NotFound and IndexProblem."""
    from ingest import library
    from ui.wording import general

    with _changing(settings, who) as (index, _):
        kept = library.remove(index, settings.library, document_id)
    return (
        general.REMOVED_FILE.format(name=document_id, path=kept) if kept else general.REMOVED.format(name=document_id)
    )


def restore(settings: Settings, document_id: str, bar: AbstractContextManager[Progress], who: str) -> Report:
    """Brings a removed document back and indexes it, while `bar` is shown. Raises NotFound, FileProblem, IndexProblem.

    The index is taken first, so that nothing has happened where another program has it.
    """
    from ingest import library
    from ingest.pipeline import refresh as run

    with _changing(settings, who) as (index, embedder):
        library.restore(settings.library, document_id)
        with bar as progress:
            return run(index, settings, embedder, progress)


@contextmanager
def _changing(settings: Settings, who: str) -> Iterator[tuple[Index, Embedder]]:
    """The index for writing, made where there is none, and what encodes passages for it."""
    from ingest.pipeline import recipe_of
    from rag.store.index import Index

    embedder = load_embedder(settings)
    with Index(settings.index, recipe_of(settings, embedder), create=True, who=who) as index:
        yield index, embedder


def _open(settings: Settings, embedder: Embedder, who: str) -> Index:
    from ingest.pipeline import recipe_of
    from rag.store.index import Index

    return Index(settings.index, recipe_of(settings, embedder), who=who)


def load_embedder(settings: Settings) -> Embedder:
    """What the settings name for encoding texts; no weights are loaded yet."""
    from rag.models import embedder

    return embedder.load_embedder(settings)
