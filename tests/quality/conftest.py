"""The assistant with the real models over the bundled corpus, and the order in which they are tested."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.base.settings import Settings, load_settings
from rag.base.types import Answer, Turn
from ui import compose

if TYPE_CHECKING:
    from rag.assistant import Assistant

FIRST = ("public_questions", "verifier", "conversations", "premises", "real_answers", "small_model", "comparisons")
"""The tests that take longest, so that two processes end together; the second needs no index while it is made."""


SCOPES = ("sample", pytest.param("all", marks=pytest.mark.exhaustive))
"""How much of a set is measured: a part by `make test`, all by `make whole`."""


class Once:
    """The assistant, asked each question once a run: to the same one after the same turns it has said the same before.

    `real` is the assistant itself, which answers anew.
    """

    def __init__(self, real: Assistant) -> None:
        self.real = real
        self._answers: dict[object, Answer] = {}

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        # An answer that stands here stays, so that its id is never another's.
        key = question, tuple((turn.question, id(turn.answer)) for turn in turns)
        if key not in self._answers:
            self._answers[key] = self.real.ask(question, turns)
        return self._answers[key]

    def __getattr__(self, name: str) -> object:
        return getattr(self.real, name)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder needs the real models; what takes long begins first."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("quality")
    place = {f"test_{name}": number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(scope="session")
def settings(ingested: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All defaults, in folders of this run."""
    folder = tmp_path_factory.mktemp("quality")
    shutil.copytree(ingested, folder, dirs_exist_ok=True)
    return load_settings({"library": str(folder / "library"), "index": str(folder / "index")})


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Once]:
    """The assistant over the bundled corpus, of which nothing is new to it."""
    report = compose.refresh(settings, lambda *_: None, "tests")
    assert (report.added, report.updated, report.failed) == ((), (), ())
    made = compose.open_assistant(settings, "tests")
    with made.index:
        yield Once(made)
