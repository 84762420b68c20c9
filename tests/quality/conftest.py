"""The bundled corpus, indexed once a run with the real models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.base.settings import Settings, load_settings
from ui import compose

if TYPE_CHECKING:
    from ingest.pipeline import Report
    from rag.assistant import Assistant


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in this folder needs the real models."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("quality")


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """All defaults, in folders of this run."""
    folder = tmp_path_factory.mktemp("quality")
    return load_settings({"library": str(folder / "library"), "index": str(folder / "index")})


@pytest.fixture(scope="session")
def built(settings: Settings) -> Report:
    """The report of the index's making."""
    return compose.refresh(settings, lambda *_: None, "tests")


@pytest.fixture(scope="session")
def assistant(settings: Settings, built: Report) -> Iterator[Assistant]:
    """The assistant over the bundled corpus."""
    made = compose.open_assistant(settings, "tests")
    with made.index:
        yield made
