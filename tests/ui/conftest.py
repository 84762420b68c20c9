"""The command line with a sample library behind it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.ui.samples import SampleAssistant, SampleIndex
from ui import compose
from ui.cli import program


@dataclass(frozen=True, slots=True)
class Result:
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        """Standard output, which must be one line of JSON."""
        assert self.out.count("\n") == 1
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value


Aftermine = Callable[..., Result]


@pytest.fixture
def aftermine(capsys: pytest.CaptureFixture[str]) -> Aftermine:
    """Runs a command line in this process."""

    def run(*arguments: str) -> Result:
        status = program.run(arguments)
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return run


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> SampleAssistant:
    """Puts the sample assistant and its index where the real ones would be opened."""
    made = SampleAssistant()

    def index(*_: object) -> SampleIndex:
        return made.index

    monkeypatch.setattr(compose, "open_assistant", lambda *_: made)
    monkeypatch.setattr(compose, "open_index", index, raising=False)
    return made


@pytest.fixture
def far_east() -> Iterator[None]:
    """The clock of a place where a day begins eight hours before that of UTC."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TZ", "CST-8")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture(autouse=True)
def _assistants_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes back what an app under test puts in the place of the real assistant."""
    monkeypatch.setattr(compose, "open_assistant", compose.open_assistant)
