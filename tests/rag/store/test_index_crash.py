"""A process that is killed while it writes: what was committed before is all there, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.base.errors import IndexMissing
from rag.store.index import Index
from rag.store.vectors import Vectors
from tests.rag.small import COAL, RECIPE, TIN, build, put, texts_in

pytestmark = pytest.mark.system

ROOT = Path(__file__).parents[3]
BEFORE = {"gejiu": TIN, "hegang": COAL}
AFTER = {"fuxin": ("Fuxin was the first pilot.",), "hegang": ("Hegang is new.",)}
MOMENTS = {
    "half a document": BEFORE,
    "before the manifest": BEFORE,
    "half a manifest": BEFORE,
    "before clearing away": AFTER,
    "while clearing away": AFTER,
}
WRITER = """
import os, signal, sys
from pathlib import Path
import chromadb.api.models.Collection
import rag.store.documents, rag.store.index
from tests.rag.small import RECIPE, put

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def write(folder, moment):
    if moment == "half a document":
        rag.store.documents.write_bytes = lambda path, _: (path.write_bytes(b"half"), path.suffix == ".npy" and die())
    elif moment == "before the manifest":
        rag.store.index.write_manifest = die
    elif moment == "half a manifest":
        Path.replace = die
    elif moment == "before clearing away":
        rag.store.index.Index._discard = die
    elif moment == "while clearing away":
        chromadb.api.models.Collection.Collection.delete = die
    with rag.store.index.Index(folder, RECIPE, create=True) as index:
        put(index, "hegang", ("Hegang is new.",))
        put(index, "fuxin", ("Fuxin was the first pilot.",))
        if "gejiu" in index.entries:
            index.drop("gejiu")
        index.commit()

for folder in sorted(Path(sys.argv[1]).iterdir()):
    child = os.fork()  # before Chroma starts its threads
    if child == 0:
        write(folder, folder.name.removesuffix(" of a first build"))
        os._exit(1)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Indexes whose writer was killed, each in a folder that is called after the moment."""
    folders = tmp_path_factory.mktemp("killed")
    for moment in MOMENTS:
        build(folders / moment, hegang=COAL, gejiu=TIN)
    (folders / "before the manifest of a first build").mkdir()
    run = subprocess.run([sys.executable, "-c", WRITER, folders], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.split() == ["-9"] * (len(MOMENTS) + 1), run.stderr
    return folders


@pytest.mark.parametrize("moment", MOMENTS)
def test_readers_see_a_whole_state_and_the_next_writer_clears_up(killed: Path, moment: str, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(killed / moment, folder)
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == MOMENTS[moment]
    with Index(folder, RECIPE, create=True) as index:
        passages = len(index.passages)
    assert stored(folder) == passages  # though nothing was changed
    with Index(folder, RECIPE, create=True) as index:
        assert texts_in(index) == MOMENTS[moment]
        names = {entry.generation for entry in index.entries.values()}
    assert {path.name for path in (folder / "documents").iterdir()} == names
    build(folder, hegang=COAL)
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == MOMENTS[moment] | {"hegang": COAL}


def stored(folder: Path) -> int:
    vectors = Vectors(folder)
    try:
        return vectors.count()
    finally:
        vectors.close()


def test_a_first_build_that_was_killed_is_missing_and_can_be_repeated(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(killed / "before the manifest of a first build", folder)
    with pytest.raises(IndexMissing, match="cut short: run `aftermine ingest`"):
        Index(folder, RECIPE)
    build(folder, hegang=COAL)
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"hegang": COAL}


def test_a_first_build_is_missing_until_it_is_complete_but_goes_on_from_its_last_commit(tmp_path: Path) -> None:
    with Index(tmp_path, RECIPE, create=True) as index:
        put(index, "hegang", COAL)
        index.commit(complete=False)
    with pytest.raises(IndexMissing, match="cut short"):
        Index(tmp_path, RECIPE)
    with Index(tmp_path, RECIPE, create=True) as index:
        assert texts_in(index) == {"hegang": COAL}
        index.commit()
    with Index(tmp_path, RECIPE, create=True) as index:
        index.drop("hegang")
        index.commit(complete=False)
    with Index(tmp_path, RECIPE) as index:
        assert texts_in(index) == {}
