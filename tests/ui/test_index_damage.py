"""Every kind of file of the index, flipped, cut and deleted: each is named and mended, and no answer comes from it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import pipeline
from ingest.bundled import AskedEncoder
from rag.base.errors import IndexProblem
from rag.base.settings import Settings, load_settings
from rag.base.types import Passage
from rag.store import vectors
from tests.fakes import WordEmbedder
from ui import compose
from ui.cli import doctor_checks

LIBRARY = {
    "fuxin.md": "# Fuxin\n\nFuxin opened the Haizhou mine in 1953.\n\n## Since\n\nThe mine closed in 2005.\n",
    "hegang.md": "# Hegang\n\nHegang mined 419,314 tonnes of coal.\n\n## Flats\n\nFlats became cheap.\n",
    "yumen.md": "# Yumen\n\nYumen pumped oil.\n\n## Wind\n\nYumen now has wind farms.\n",
}
TEXT = "documents/hegang-*/text.jsonl"
KINDS: dict[str, tuple[str, bytes]] = {
    "manifest": ("manifest.json", b""),
    "id in manifest": ("manifest.json", b"hegang"),
    "checksum of manifest": ("manifest.json", b"checksum"),
    "format in manifest": ("manifest.json", b'"format": '),
    "passages": (TEXT, b"419,314"),
    "words": (TEXT, b'\n["'),
    "document": (TEXT, b'\n{"'),
    "array": ("documents/hegang-*/lengths.npy", b""),
    "stored vectors": ("documents/hegang-*/vectors.npy", b""),
    "keyword parameters": ("keywords/*/params.index.json", b""),
    "keyword vocabulary": ("keywords/*/vocab.index.json", b""),
    "keyword scores": ("keywords/*/data.csc.index.npy", b""),
    "keyword indices": ("keywords/*/indices.csc.index.npy", b""),
    "keyword pointers": ("keywords/*/indptr.csc.index.npy", b""),
    "keyword hashes": ("keywords/*/hashes.json", b""),
    "database": ("chroma/chroma.sqlite3", b"SQLite format"),
    "id in database": ("chroma/chroma.sqlite3", b"hegang-"),
    "graph": ("chroma/*/data_level0.bin", b""),
    "graph header": ("chroma/*/header.bin", b""),
    "graph lengths": ("chroma/*/length.bin", b""),
    "graph ids": ("chroma/*/index_metadata.pickle", b""),
    "graph hashes": ("chroma/hashes.json", b""),
    "tag": ("CACHEDIR.TAG", b""),
    "lock": ("index.lock", b""),
    "holder of the lock": ("index.lock.json", b""),
}
"""A pattern of the file, and the words in it before whose end a byte is flipped; the middle of the file without."""

HARMLESS = ("lock", "holder of the lock")
SEEN = {"index", "index files", "lock"}


class Lengths(AskedEncoder):
    """Stores the length of each passage beside a document."""

    def arrays(self, lines: Iterable[object], passages: Sequence[Passage]) -> dict[str, NDArray[np.generic]]:
        return {"lengths": np.array([len(passage.text) for passage in passages], dtype=np.int32)}


@dataclass(frozen=True, slots=True)
class Shown:
    """All that a reader can be shown."""

    passages: tuple[object, ...]
    documents: tuple[object, ...]
    arrays: tuple[list[int], ...]
    found: tuple[tuple[str, float], ...]
    cosines: dict[str, float]
    keywords: list[float]


def ask(settings: Settings) -> Shown:
    vector = WordEmbedder().query("coal mine in Hegang")
    with compose.open_index(settings, "test") as index:
        cosines = index.cosines(vector, [passage.id for passage in index.passages])
        return Shown(
            index.passages,
            index.documents(),
            tuple(index.arrays(name)["lengths"].tolist() for name in sorted(index.entries)),
            tuple((name, round(cosine, 5)) for name, cosine in index.dense(vector, 4)),
            {name: round(cosine, 5) for name, cosine in cosines.items()},
            index.keyword_scores("coal mine").tolist(),
        )


def ingest(settings: Settings, *, rebuild: bool = False) -> None:
    report = compose.refresh(settings, lambda *_: None, "test", rebuild=rebuild)
    assert (report.failed, report.warnings, report.removed) == ((), (), ())


def examine(settings: Settings) -> None:
    """Raises what `aftermine doctor` finds."""
    overrides = {"library": str(settings.library), "index": str(settings.index), "bundled": False}
    wrong = [check.mend for check in doctor_checks.examine(overrides) if check.name in SEEN and not check.ok]
    if wrong:
        raise IndexProblem("\n".join(wrong))


COMMANDS: dict[str, Callable[[Settings], object]] = {
    "ask": ask,
    "ingest": ingest,
    "ingest --rebuild": lambda settings: ingest(settings, rebuild=True),
    "doctor": examine,
}


def flip(path: Path, words: bytes) -> None:
    content = bytearray(path.read_bytes() or b"\0")
    assert words in content
    place = content.index(words) + len(words) - 1 if words else len(content) // 2
    content[place] ^= 0x02
    path.write_bytes(content)


def cut(path: Path, words: bytes) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: content.index(words) if words else len(content) // 2])


def delete(path: Path, words: bytes) -> None:
    path.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    for name, text in LIBRARY.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def tools(monkeypatch: pytest.MonkeyPatch) -> None:
    patch(monkeypatch)


def patch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Models of no weight, and a Chroma that writes its graph after every few vectors."""
    for module in (compose, doctor_checks):
        monkeypatch.setattr(module, "load_embedder", lambda _: WordEmbedder())
    monkeypatch.setattr(pipeline, "AskedEncoder", Lengths)
    monkeypatch.setattr(vectors, "HNSW", {**vectors.HNSW, "batch_size": 2, "sync_threshold": 3})
    monkeypatch.setattr(doctor_checks, "file_sha256", lambda _: "")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Path:
    folder = tmp_path_factory.mktemp("built") / "index"
    with pytest.MonkeyPatch.context() as monkeypatch:
        patch(monkeypatch)
        ingest(settings_of(library, folder))
    return folder


@pytest.fixture
def settings(built: Path, library: Path, tmp_path: Path) -> Settings:
    shutil.copytree(built, tmp_path / "index")
    return settings_of(library, tmp_path / "index")


def settings_of(library: Path, index: Path) -> Settings:
    return load_settings({"library": str(library), "index": str(index), "bundled": False})


@pytest.fixture(scope="module")
def shown(built: Path, library: Path, tmp_path_factory: pytest.TempPathFactory) -> Shown:
    whole = tmp_path_factory.mktemp("whole") / "index"
    shutil.copytree(built, whole)
    with pytest.MonkeyPatch.context() as monkeypatch:
        patch(monkeypatch)
        return ask(settings_of(library, whole))


def mended_by(error: IndexProblem) -> Callable[[Settings], object]:
    """The command that the message names."""
    text = str(error)
    assert "damaged" in text or "cut short" in text or "nothing there" in text or "run `aftermine ingest`" in text
    return COMMANDS["ingest --rebuild" if "`aftermine ingest --rebuild`" in text else "ingest"]


DAMAGES = (flip, cut, delete)
CASES = [
    # Each command on every file, each damage to every file: `make whole` adds the other half.
    pytest.param(kind, damage, command, marks=[pytest.mark.exhaustive] if (i + j + k) % 2 else [])
    for (i, kind), (j, damage), (k, command) in product(*map(enumerate, (KINDS, DAMAGES, COMMANDS)))
]


@pytest.mark.parametrize(("kind", "damage", "command"), CASES)
def test_a_damaged_file_is_named_and_mended(
    settings: Settings, shown: Shown, kind: str, damage: Callable[[Path, bytes], None], command: str
) -> None:
    pattern, words = KINDS[kind]
    damage(next(settings.index.glob(pattern)), words)
    try:
        result = COMMANDS[command](settings)
    except IndexProblem as error:
        assert command != "ingest --rebuild"
        mended_by(error)(settings)
    else:
        assert command != "ask" or result == shown
        assert command != "doctor" or kind in HARMLESS
    assert ask(settings) == shown
    if command in ("doctor", "ingest --rebuild"):
        examine(settings)


def test_a_changed_quote_is_never_shown(settings: Settings) -> None:
    for part in (b'"text":"Hegang mined 419,314', b"Hegang\\n\\nHegang mined 419,314"):
        path = next(settings.index.glob(TEXT))
        content = path.read_bytes()
        assert part in content
        path.write_bytes(content.replace(part, part.replace(b"419", b"719"), 1))
        for look in (ask, examine):
            with pytest.raises(IndexProblem, match=r"text\.jsonl.*damaged.*`aftermine ingest --rebuild`"):
                look(settings)
        path.write_bytes(content)


def test_a_flipped_id_is_not_the_readers_fault(settings: Settings) -> None:
    flip(settings.index / "manifest.json", b"hegang")
    with pytest.raises(IndexProblem, match=r"the index's manifest .* is damaged .*`aftermine ingest --rebuild`"):
        ask(settings)


def test_an_index_of_the_version_before_loses_nothing_and_gets_hashes(
    settings: Settings, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in [*settings.index.rglob("vectors.npy"), *settings.index.rglob("hashes.json")]:
        path.unlink()
    path = settings.index / "manifest.json"
    manifest = json.loads(path.read_bytes())
    del manifest["checksum"]
    for entry in manifest["documents"].values():
        del entry["hashes"]
    path.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    examine(settings)
    assert ask(settings) == shown
    with monkeypatch.context() as patched:
        patched.setattr(WordEmbedder, "passages", lambda *_: pytest.fail("a document was read again"))
        ingest(settings)
    entries = json.loads(path.read_bytes())["documents"].values()
    assert all(
        set(entry["hashes"]) == {"passages", "words", "document", "lengths.npy", "vectors.npy"} for entry in entries
    )
    examine(settings)
    assert ask(settings) == shown
    flip(next(settings.index.glob(TEXT)), b"419,314")
    with pytest.raises(IndexProblem, match="damaged"):
        ask(settings)


def test_any_byte_of_the_manifest_counts(settings: Settings) -> None:
    path = settings.index / "manifest.json"
    content = path.read_bytes()
    for place in range(0, len(content), 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x01]) + content[place + 1 :])
        with pytest.raises(IndexProblem, match="is damaged"):
            examine(settings)
