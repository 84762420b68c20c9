"""An index of two small documents, built once and copied for each test that asks for one."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.rag.small import COAL, TIN, build


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build(folder, hegang=COAL, gejiu=TIN)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "index")
    return tmp_path / "index"
