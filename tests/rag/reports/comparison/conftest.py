"""The towns' index, built once and open for reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag.store.index import Index
from tests.rag.small import RECIPE
from tests.rag.towns import build_towns


@pytest.fixture(scope="session")
def towns(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    folder = tmp_path_factory.mktemp("towns")
    build_towns(folder)
    with Index(folder, RECIPE) as index:
        yield index
