from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rag.base.errors import NotFound
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, build, document, passages, put, texts_in


def test_what_was_committed_is_read_again(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"gejiu": TIN, "hegang": COAL}
        assert [found.id for found in index.documents()] == ["gejiu", "hegang"]
        assert index.document("hegang") == document("hegang", COAL)
        assert index.passages_of("hegang") == tuple(passages(document("hegang", COAL)))
        assert index.passage(index.passages[0].id) is index.passages[0]


def test_dense_finds_the_same_as_exact_search_with_the_cosine(folder: Path) -> None:
    query = EMBEDDER.query("the old coal mine of Hegang")
    with Index(folder, RECIPE) as index:
        exact = {passage.id: float(EMBEDDER.query(passage.text) @ query) for passage in index.passages}
        found = index.dense(query, 3)
        assert [name for name, _ in found] == sorted(exact, key=lambda name: -exact[name])[:3]
        assert [cosine for _, cosine in found] == pytest.approx([exact[name] for name, _ in found], abs=1e-6)
        assert index.cosines(query, list(exact)) == pytest.approx(exact, abs=1e-6)
        assert index.cosines(query * 7, list(exact)) == pytest.approx(exact, abs=1e-6)


def test_more_passages_than_there_are(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        assert len(index.dense(EMBEDDER.query("coal"), 1000)) == 5
        assert index.dense(EMBEDDER.query("coal"), 0) == []
        assert index.cosines(EMBEDDER.query("coal"), []) == {}


def test_keyword_scores_are_aligned_with_the_passages(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        scores = index.keyword_scores("tin mines")
        best = index.passages[int(scores.argmax())]
        assert best.text in TIN
        assert scores.dtype == np.float32
        assert not index.keyword_scores("zebra").any()


def test_side_arrays_are_memory_mapped_and_read_only(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        lengths = index.arrays("hegang")["lengths"]
        assert isinstance(lengths, np.memmap)
        with pytest.raises(ValueError, match="read-only"):
            lengths[0] = 1


def test_an_empty_corpus_is_an_index_too(tmp_path: Path) -> None:
    build(tmp_path)
    with Index(tmp_path, RECIPE) as index:
        assert texts_in(index) == {}
        assert index.documents() == ()
        assert index.dense(EMBEDDER.query("coal"), 5) == []


def test_a_document_without_passages(tmp_path: Path) -> None:
    build(tmp_path, empty=(), gejiu=TIN)
    with Index(tmp_path, RECIPE) as index:
        assert texts_in(index) == {"empty": (), "gejiu": TIN}


def test_nothing_is_seen_before_the_commit_even_where_it_is_nearer(folder: Path) -> None:
    with Index(folder, RECIPE, create=True) as index:
        put(index, "copy", COAL)
        put(index, "hegang", ("Only this is left.",))
        index.drop("gejiu")
        assert texts_in(index) == {"gejiu": TIN, "hegang": COAL}
        assert index.dense(EMBEDDER.query(COAL[0]), 1)[0][0].startswith("hegang#")
        index.commit()
        assert texts_in(index) == {"copy": COAL, "hegang": ("Only this is left.",)}
    with Index(folder, RECIPE) as index:
        assert texts_in(index) == {"copy": COAL, "hegang": ("Only this is left.",)}


def test_staged_vectors_do_not_crowd_out_committed_ones(folder: Path) -> None:
    with Index(folder, RECIPE, create=True) as index:
        for number in range(30):
            put(index, f"copy-{number}", COAL)
        index._store().flush()
        found = index.dense(EMBEDDER.query(COAL[0]), 5)
        assert len(found) == 5
        assert all(name.startswith(("hegang#", "gejiu#")) for name, _ in found)


def test_an_updated_document_keeps_the_ids_of_unchanged_passages(folder: Path) -> None:
    with Index(folder, RECIPE, create=True) as index:
        before = [passage.id for passage in index.passages_of("hegang")]
        put(index, "hegang", (*COAL[:2], "Flats became very cheap."))
        index.commit()
        after = [passage.id for passage in index.passages_of("hegang")]
        assert after[:2] == before[:2]
        assert after[2] != before[2]
        texts_in(index)
    assert stored(folder) == len(COAL) + len(TIN)


def test_what_is_replaced_leaves_nothing_behind(folder: Path) -> None:
    with Index(folder, RECIPE, create=True) as index:
        for text in ("one", "two", "two"):
            put(index, "hegang", (text,))
        index.commit()
        put(index, "gejiu", ("three",))
        index.commit()
        put(index, "gejiu", ("four",))
        index.drop("gejiu")
        index.commit()
        assert texts_in(index) == {"hegang": ("two",)}
    assert len(list((folder / "documents").iterdir())) == 1
    assert len(list((folder / "keywords").iterdir())) == 1
    assert stored(folder) == 1


def stored(folder: Path) -> int:
    with Index(folder, RECIPE) as index:
        return index._store().count()


def test_names_that_do_not_exist_offer_those_that_do(folder: Path) -> None:
    with Index(folder, RECIPE) as index:
        with pytest.raises(NotFound, match=r"'hegnag'.*'hegang'"):
            index.document("hegnag")
        for call in (index.document, index.passages_of, index.arrays, index.drop, index.passage):
            with pytest.raises(NotFound, match="zzz"):
                call("zzz")
        with pytest.raises(NotFound):
            index.cosines(EMBEDDER.query("coal"), ["zzz"])


def test_ids_that_would_be_bad_file_names(tmp_path: Path) -> None:
    names = ["../up", "a/b", "A/B", "鹤岗", "x" * 300, "..", "con.txt"]
    build(tmp_path / "index", **{name: (f"text {number}",) for number, name in enumerate(names)})
    with Index(tmp_path / "index", RECIPE) as index:
        assert texts_in(index) == {name: (f"text {number}",) for number, name in enumerate(names)}
    assert [path.name for path in tmp_path.iterdir()] == ["index"]


def test_the_corpus_hash_tells_corpora_apart(tmp_path: Path) -> None:
    build(tmp_path / "one", hegang=COAL, gejiu=TIN)
    build(tmp_path / "two", gejiu=TIN, hegang=COAL)
    build(tmp_path / "three", hegang=COAL, gejiu=TIN[:1])
    hashes = []
    for name in ("one", "two", "three"):
        with Index(tmp_path / name, RECIPE) as index:
            hashes.append(index.corpus_sha256)
    assert hashes[0] == hashes[1] != hashes[2]


def test_marks_are_kept_and_a_commit_without_change_writes_nothing(folder: Path) -> None:
    manifest = folder / "manifest.json"
    with Index(folder, RECIPE, create=True) as index:
        index.mark("hegang", "library/hegang.md", (5, 6))
        index.commit()
        before = manifest.stat().st_mtime_ns, manifest.stat().st_ino
        index.mark("hegang", "library/hegang.md", (5, 6))
        index.commit()
        assert (manifest.stat().st_mtime_ns, manifest.stat().st_ino) == before
    with Index(folder, RECIPE) as index:
        assert (index.entries["hegang"].file, index.entries["hegang"].stamp) == ("library/hegang.md", (5, 6))


def test_wrong_use_is_refused_before_anything_is_written(folder: Path) -> None:
    made = document("new", COAL)
    cut = passages(made)
    rows = EMBEDDER.passages(COAL)
    with Index(folder, RECIPE, create=True) as index:
        for wrong in ((cut[:2], COAL, rows), (cut, COAL[:2], rows), (cut, COAL, rows[:2]), (cut, COAL, rows[:, :5])):
            with pytest.raises(ValueError, match="new"):
                index.put(made, *wrong, {})
        with pytest.raises(ValueError, match="equal ids"):
            index.put(made, [cut[0]] * 3, COAL, rows, {})
    assert len(list((folder / "documents").iterdir())) == 2
