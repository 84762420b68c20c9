"""Puts the parts together, in the one place that knows them all: models, index, assistant, pipeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.library import Added
    from ingest.pipeline import Report, Tools
    from rag.answer.refusal.suggestions import Known
    from rag.assistant import Assistant
    from rag.base.settings import Settings
    from rag.base.types import Document
    from rag.store.index import Index

Progress = Callable[[str, int, int], None]


def open_index(settings: Settings, who: str) -> Index:
    """The index for reading; `who` names this program to others that find it busy. Raises IndexProblem."""
    return _open(settings, load_tools(settings), who)


def open_assistant(settings: Settings, who: str) -> Assistant:
    """An assistant over the index, which it holds open. Raises IndexProblem and ModelProblem."""
    tools = load_tools(settings)
    return assistant_over(_open(settings, tools, who), settings, tools)


def assistant_over(index: Index, settings: Settings, tools: Tools | None = None) -> Assistant:
    """An assistant over an index that is open already and fits the settings. Raises ModelProblem."""
    from rag.assistant import Assistant

    return Assistant(index, (tools or load_tools(settings)).embedder, settings, known_questions(settings))


def known_questions(settings: Settings) -> tuple[Known, ...]:
    """The asked questions of the bundled briefs that are well put; none without these."""
    from ingest.bundled import asked_folder, read_asked
    from rag.answer.refusal.suggestions import Known
    from rag.search.asked import Asked

    paths = sorted(asked_folder().glob("*.jsonl")) if settings.bundled else ()
    lines = ((path.stem, each) for path in paths for each in read_asked(path) if each.answers)
    asked = ((name, each) for name, each in lines if isinstance(each, Asked))
    well_put = ((name, each) for name, each in asked if each.question[:1].isupper() and each.question.endswith("?"))
    return tuple(Known(each.question, name, each.answers[0]) for name, each in well_put)


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
    with _changing(settings, who) as (index, tools):
        return add(settings.library, sources), run(index, settings, tools, progress)


def fill(settings: Settings, documents: Sequence[Document], progress: Progress, who: str) -> None:
    """Makes an index in the settings' folder that holds these documents and nothing else. Raises IndexProblem."""
    from ingest.pipeline import fill as run

    with _changing(settings, who) as (index, tools):
        run(index, settings, tools, documents, progress)


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

    with _changing(settings, who) as (index, tools):
        library.restore(settings.library, document_id)
        with bar as progress:
            return run(index, settings, tools, progress)


@contextmanager
def _changing(settings: Settings, who: str) -> Iterator[tuple[Index, Tools]]:
    """The index for writing, made where there is none, and what encodes passages for it."""
    from ingest.pipeline import recipe_of
    from rag.store.index import Index

    tools = load_tools(settings)
    with Index(settings.index, recipe_of(settings, tools), create=True, who=who) as index:
        yield index, tools


def _open(settings: Settings, tools: Tools, who: str) -> Index:
    from ingest.pipeline import recipe_of
    from rag.store.index import Index

    return Index(settings.index, recipe_of(settings, tools), who=who)


def load_tools(settings: Settings) -> Tools:
    """What the settings name for encoding and storing passages; no weights are loaded yet."""
    from ingest.pipeline import Tools
    from rag.models.embedder import load_embedder
    from rag.models.token_vectors import TokenVectors

    # Token vectors are stored whatever `retrieval.rerank` says, so that changing it needs no rebuild.
    return Tools(load_embedder(settings), TokenVectors(settings.threads))
