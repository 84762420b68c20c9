"""What an evaluation asks: the open library, an assistant beside it, or an index of its own; for every face."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from ingest.files import LIBRARY
from rag.base.settings import Settings
from rag.base.types import Document
from rag.evaluation.evaluate import Opened
from rag.store.index import Index
from ui import compose
from ui.library import Library

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Bench:
    """Opens what each trial of an evaluation asks. `settings` are those of the index that is there already.

    `library` is what a face holds open meanwhile: others go on asking it between two questions. In place of its
    documents there may be `passages` of a public set, or the bundled documents alone. These, and settings that store
    something else, get an index in `folder`, made once for all trials that store the same.
    """

    who: str
    settings: Settings
    folder: Path
    step: Progress
    library: Library | None = None
    passages: Sequence[Document] | None = None
    bundled_alone: bool = False
    _made: set[Path] = field(default_factory=set)

    @contextmanager
    def open(self, settings: Settings) -> Iterator[Opened]:
        """What is asked with these settings. Raises IndexProblem, ModelProblem and SettingsError."""
        elsewhere = self.passages is not None or self.bundled_alone or _stored(settings) != _stored(self.settings)
        if self.library and not elsewhere:
            asked = self.library if settings == self.settings else self._beside(self.library, settings)
            yield Opened(asked, asked.assistant.index, own_documents(asked.assistant.index))
            return
        assistant = compose.open_assistant(self._filled(settings) if elsewhere else settings, self.who)
        with assistant.index:
            yield Opened(assistant, assistant.index, own_documents(assistant.index))

    def _beside(self, library: Library, settings: Settings) -> Library:
        return replace(library, assistant=compose.assistant_over(library.assistant.index, settings), settings=settings)

    def _filled(self, settings: Settings) -> Settings:
        """The settings with an index of their own, which is made where it is not there yet."""
        index = self.folder / hashlib.sha256(repr(_stored(settings)).encode()).hexdigest()[:12]
        own = settings.model_copy(update={"index": index})
        if self.bundled_alone:
            own = own.model_copy(update={"library": self.folder / "no-library", "bundled": True})
        if index not in self._made:
            if self.passages is not None:
                compose.fill(own, self.passages, self.step, self.who)
            else:
                compose.refresh(own, self.step, self.who)
            self._made.add(index)
        return own


def _stored(settings: Settings) -> tuple[str, int]:
    """The settings that decide what an index holds."""
    return settings.retrieval.embedder, settings.retrieval.chunk_tokens


def own_documents(index: Index) -> frozenset[str]:
    """The ids of the documents that are not bundled: the reader's own."""
    return frozenset(name for name, entry in index.entries.items() if entry.file.startswith(f"{LIBRARY}/"))
