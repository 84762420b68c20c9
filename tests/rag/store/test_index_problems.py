"""An index that can't be used as it is: every message names what is wrong and the command that mends it."""

from __future__ import annotations

import errno
import inspect
import json
import os
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import chromadb.errors
import numpy as np
import pytest
from chromadb.api.models.Collection import Collection

from rag.base.errors import IndexMismatch, IndexMissing, IndexProblem
from rag.store import atomic_files
from rag.store.documents import read_manifest
from rag.store.folder import FolderLock, damages, erase
from rag.store.index import Index
from rag.store.vectors import Vectors
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build, put, texts_in

pytestmark = pytest.mark.system


def test_nothing_was_built_and_nothing_is_made(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match=r"there is no index in .*run `aftermine ingest`"):
            Index(place, RECIPE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("embedder", "minilm", "'retrieval.embedder'"),
        ("embedder_sha256", "1" * 64, "embedder's weights"),
        ("dimensions", 384, "length of the embedder's vectors"),
        ("chunk_version", 2, "rules that cut passages"),
        ("chunk_tokens", 120, "'retrieval.chunk_tokens'"),
    ],
)
@pytest.mark.parametrize("create", [True, False])
def test_another_recipe_names_setting_both_values_and_the_command(
    folder: Path, field: str, value: str | int, name: str, create: bool
) -> None:
    with pytest.raises(IndexMismatch) as caught:
        Index(folder, replace(RECIPE, **{field: value}), create=create)
    for part in (name, repr(getattr(RECIPE, field)), repr(value), "`aftermine ingest --rebuild`"):
        assert part in str(caught.value)
    with Index(folder, RECIPE) as index:
        assert len(index.passages) == 5


def test_every_field_of_the_recipe_is_compared(folder: Path) -> None:
    for field in RECIPE.__dataclass_fields__:
        changed = 7 if isinstance(getattr(RECIPE, field), int) else "other"
        with pytest.raises(IndexMismatch, match="--rebuild"):
            Index(folder, replace(RECIPE, **{field: changed}))


def test_an_index_that_also_stored_token_vectors_is_opened(folder: Path) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text("utf-8"))
    content["recipe"] |= {"enricher": "colbert-small-96", "enricher_sha256": "2" * 64}
    bare = json.dumps({"checksum": "", **{name: value for name, value in content.items() if name != "checksum"}})
    path.write_text(bare.replace('""', f'"{sha256(bare.encode()).hexdigest()}"', 1), "utf-8")
    with Index(folder, RECIPE) as index:
        assert len(index.passages) == 5


def test_another_format_is_a_mismatch_even_where_its_fields_are_unknown(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format": 99, "everything": "else"}')
    with pytest.raises(IndexMismatch, match=r"99 for its format.*--rebuild"):
        Index(folder, RECIPE)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
@pytest.mark.parametrize("create", [True, False])
def test_half_a_manifest_names_the_file_and_the_command(folder: Path, share: float, create: bool) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])
    with pytest.raises(IndexProblem, match=r"manifest\.json.*`aftermine ingest --rebuild`"):
        Index(folder, RECIPE, create=create)
    erase(folder, "test")
    build(folder, gejiu=TIN)
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN}


@pytest.mark.parametrize("field", ["recipe", "documents", "complete", "format"])
def test_a_manifest_with_a_wrong_field(folder: Path, field: str) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"checksum": "", field: "?"}))
    with pytest.raises(IndexProblem, match=rf"{field}.*--rebuild"):
        Index(folder, RECIPE)


@pytest.mark.parametrize("damage", ["removed", "half", "empty"])
def test_a_damaged_document_names_the_file(folder: Path, damage: str) -> None:
    path = next((folder / "documents").glob("hegang-*/text.jsonl"))
    content = path.read_bytes()
    path.unlink() if damage == "removed" else path.write_bytes(content[: 40 if damage == "half" else 0])
    with pytest.raises(IndexProblem, match=r"text\.jsonl.*--rebuild"):
        Index(folder, RECIPE)


def test_a_damaged_array_is_a_problem(folder: Path) -> None:
    next((folder / "documents").glob("hegang-*/lengths.npy")).write_bytes(b"\x93NUM")
    with Index(folder, RECIPE) as index, pytest.raises(IndexProblem, match="--rebuild"):
        index.arrays("hegang")


def test_a_damaged_keyword_index_is_made_again(folder: Path) -> None:
    expected = keyword_scores(folder)
    for path in sorted((folder / "keywords").rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            for damaged in (b"", content[: len(content) // 2]):
                path.write_bytes(damaged)
                assert keyword_scores(folder) == expected
    shutil.rmtree(folder / "keywords")
    assert keyword_scores(folder) == expected


def keyword_scores(folder: Path) -> list[float]:
    with Index(folder, RECIPE) as index:
        return index.keyword_scores("coal and tin mines").tolist()


@pytest.mark.parametrize("damage", ["removed", "garbage", "half"])
def test_damaged_vectors_are_put_again_from_the_documents_while_those_are_whole(folder: Path, damage: str) -> None:
    path = folder / "chroma" / "chroma.sqlite3"
    content = path.read_bytes()
    if damage == "removed":
        shutil.rmtree(folder / "chroma")
    else:
        path.write_bytes(b"garbage" * 1000 if damage == "garbage" else content[: len(content) // 2])
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN, "hegang": COAL}
    shutil.rmtree(folder / "chroma")
    next((folder / "documents").glob("gejiu-*/vectors.npy")).unlink()
    with Index(folder, RECIPE) as index, pytest.raises(IndexProblem, match=r"vectors\.npy.*--rebuild"):
        index.dense(EMBEDDER.query("coal"), 3)
    erase(folder, "test")
    build(folder, gejiu=TIN)
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN}


def test_a_byte_of_a_vector_in_the_database_is_found(folder: Path) -> None:
    path, manifest = folder / "chroma" / "chroma.sqlite3", read_manifest(folder)
    assert manifest
    assert list(damages(folder, manifest)) == []
    content = bytearray(path.read_bytes())
    place = content.index(EMBEDDER.passages(TIN)[0].tobytes())
    content[place + np.flatnonzero(EMBEDDER.passages(TIN)[0])[0] * 4 + 2] ^= 0x40
    path.write_bytes(content)
    (found,) = damages(folder, manifest)
    assert "the vectors of 'gejiu' are not those that were put" in str(found)
    assert "--rebuild" in str(found)


def test_vectors_under_other_ids_are_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Vectors, "nearest", lambda *_: [("gone-1/0", 1.0)])
    monkeypatch.setattr(Vectors, "cosines", lambda *_: {})
    with Index(folder, RECIPE) as index:
        with pytest.raises(IndexProblem, match=r"belong to no passage.*--rebuild"):
            index.dense(EMBEDDER.query("coal"), 3)
        with pytest.raises(IndexProblem, match=r"1 vectors are missing.*--rebuild"):
            index.cosines(EMBEDDER.query("coal"), [index.passages[0].id])


@pytest.mark.parametrize("others", [(), ("manifest.json",), ("index.lock", "index.lock.json"), ("CACHEDIR.TAG",)])
def test_a_folder_with_other_files_is_never_built_in_nor_emptied(tmp_path: Path, others: tuple[str, ...]) -> None:
    for name in ("documents/letter.txt", *others):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    for call in (lambda: Index(tmp_path, RECIPE, create=True), lambda: erase(tmp_path, "test")):
        with pytest.raises(IndexProblem, match="holds other files and no index of ours"):
            call()
    assert {path.name for path in tmp_path.iterdir()} == {"documents", *others}
    for name in ("documents/letter.txt", *others):
        assert (tmp_path / name).read_text() == "mine"


def test_a_folder_in_which_only_a_lock_was_tried_is_empty(tmp_path: Path) -> None:
    FolderLock(tmp_path, "test").release()
    build(tmp_path, gejiu=TIN)
    with Index(tmp_path, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN}


def test_erasing_leaves_what_does_not_belong_to_the_index(folder: Path) -> None:
    (folder / "letter.txt").write_text("mine")
    erase(folder, "test")
    assert {path.name for path in folder.iterdir()} <= {"letter.txt", "CACHEDIR.TAG", "index.lock", "index.lock.json"}
    with pytest.raises(IndexMissing):
        Index(folder, RECIPE)
    build(folder, gejiu=TIN)
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "index").write_text("a file")
    with pytest.raises(IndexProblem, match="index"):
        Index(tmp_path / "index", RECIPE, create=True)


def check_disk_full(folder: Path) -> None:
    """Replaces all that is in the index, which must fail as a full disk does, and leave what was there."""
    with Index(folder, RECIPE, create=True) as index:
        with pytest.raises(IndexProblem, match=r"disk .* is full.*free some space"):
            replace_all(index)
        assert texts_in(index) == {"gejiu": TIN, "hegang": COAL}
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN, "hegang": COAL}


def replace_all(index: Index) -> None:
    put(index, "hegang", ("Hegang is new.",))
    index.drop("gejiu")
    index.commit()


def test_a_full_disk_at_each_write(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = os.fsync, 1000

    def sync_while_there_is_space(descriptor: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    shutil.copytree(folder, tmp_path / "copy")
    with monkeypatch.context() as patch:
        patch.setattr(atomic_files.os, "fsync", sync_while_there_is_space)
        with Index(tmp_path / "copy", RECIPE, create=True) as index:
            replace_all(index)
        writes = 1000 - left
        assert writes > 4
        for succeeding in range(writes - 1):  # the last one comes when the new state is in place
            left = succeeding
            check_disk_full(folder)
    with Index(folder, RECIPE, create=True) as index:
        replace_all(index)
        assert texts_in(index) == {"hegang": ("Hegang is new.",)}


def test_a_full_disk_in_the_vector_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise chromadb.errors.InternalError("error returned from database: (code: 13) database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(Collection, "upsert", full)
        check_disk_full(folder)


def test_a_nearly_full_disk_is_refused_before_the_vector_store_is_touched(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(folder)._replace(free=atomic_files.RESERVE)
    monkeypatch.setattr(atomic_files.shutil, "disk_usage", lambda _: usage)
    check_disk_full(folder)
    assert len(list((folder / "documents").iterdir())) == 2


def test_what_could_not_be_committed_is_not_committed_with_the_next_change(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with Index(folder, RECIPE, create=True) as index:
        index.drop("gejiu")
        with monkeypatch.context() as patch:
            patch.setattr("rag.store.index.write_manifest", full)
            with pytest.raises(IndexProblem, match="full"):
                index.commit()
        put(index, "hegang", ("Hegang is new.",))
        index.commit()
        assert texts_in(index) == {"gejiu": TIN, "hegang": ("Hegang is new.",)}


def test_every_error_of_chroma_is_translated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kinds: list[type[BaseException]]
    kinds = [kind for _, kind in inspect.getmembers(chromadb.errors, inspect.isclass) if issubclass(kind, Exception)]
    assert len(kinds) > 10
    kinds.append(type("PanicException", (BaseException,), {}))
    with Index(folder, RECIPE) as index:
        for kind in kinds:
            monkeypatch.setattr(Collection, "query", lambda *_, kind=kind, **__: throw(kind))
            with pytest.raises(IndexProblem):
                index.dense(EMBEDDER.query("coal"), 3)


def throw(kind: type[BaseException]) -> None:
    raise kind("no") if kind is not chromadb.errors.ChromaError else chromadb.errors.InternalError("no")
