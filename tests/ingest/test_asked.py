"""Asked questions and aspects on their way into the index, and the bundled ones."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from ingest.bundled import WORDED, AskedEncoder, asked_folder, briefs_folder, packed, read_asked, texts_of, vectors_file
from ingest.chunking import chunk
from ingest.loaders import load
from rag.base.errors import FileProblem
from rag.base.settings import Settings
from rag.base.types import Passage
from rag.language.sentences import rows, sentences
from rag.models.embedder import load_embedder
from rag.search.asked import BRACKET, OPENS, Asked, Explained, Lesson, ThingAspect
from tests.fakes import WordEmbedder
from tests.rag.small import COAL, document, passages

FILES = sorted(asked_folder().glob("*.jsonl"))
DEFAULT = load_embedder(Settings())


def test_each_brief_has_its_questions() -> None:
    assert [path.stem for path in FILES] == sorted(path.stem for path in briefs_folder().glob("*.md"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_answer_is_the_beginning_of_one_sentence(path: Path) -> None:
    document = load(briefs_folder() / f"{path.stem}.md", briefs_folder())
    cut = chunk(document, lambda text: len(text.split()), 200)
    begins = Counter(start for passage in cut for start in _beginnings(passage))
    for each in read_asked(path):
        for answer in each.answers:
            found = [text for text in begins if text.startswith(answer)]
            assert len(found) == 1, (each, answer)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_question_is_asked_twice(path: Path) -> None:
    asked = Counter[tuple[str, ...]]()
    for each in read_asked(path):
        if isinstance(each, ThingAspect):
            asked[each.thing, each.aspect.casefold()] += 1
        elif isinstance(each, Explained):
            asked["Explained", each.answers[0]] += 1
        else:
            text = each.question if isinstance(each, Asked) else each.learn
            asked[type(each).__name__, text.casefold().rstrip("?.! ")] += 1
    assert [question for question, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_aspect_is_told_of(path: Path) -> None:
    aspects = [each for each in read_asked(path) if isinstance(each, ThingAspect)]
    assert len(aspects) > 60
    assert all(each.answers and each.thing.strip() and each.aspect.strip() for each in aspects)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_lesson_is_answered_by_its_sentence_and_not_by_its_question(path: Path) -> None:
    cut = chunk(load(briefs_folder() / f"{path.stem}.md", briefs_folder()), lambda text: len(text.split()), 200)
    told = [text for passage in cut for text in _beginnings(passage)]
    lessons = [each for each in read_asked(path) if isinstance(each, Lesson)]
    assert len(lessons) > 4 or path.stem == "glossary"
    for each in lessons:
        (sentence,) = [text for text in told if text.startswith(each.answers[0])]
        assert each.right in " ".join(sentence.split()), each
        assert each.right.casefold() not in each.learn.casefold(), each
        assert each.learn[:1].isupper(), each
        assert each.learn.endswith("?"), each
        assert each.kind == "year" or not each.event, each
        assert not re.search(r"\b(?:1[6-9]|20)\d\d\b", each.event), each


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_explanation_is_of_a_whole_sentence_and_in_the_brief_s_own_words(path: Path) -> None:
    brief = (briefs_folder() / f"{path.stem}.md").read_text(encoding="utf-8").casefold()
    cut = chunk(load(briefs_folder() / f"{path.stem}.md", briefs_folder()), lambda text: len(text.split()), 200)
    whole = {text for passage in cut for text in _beginnings(passage)}
    explained = [each for each in read_asked(path) if isinstance(each, Explained)]
    assert explained
    for each in explained:
        assert each.answers[0] in whole, each
        added = BRACKET.findall(each.explained.removesuffix(OPENS))
        assert len(added) < 4, each
        for words in added:
            assert 0 < len(words.split()) < 9, each
            assert all(figure in brief for figure in re.findall(r"\d[\d.,]*\d|\d", words)), each
            assert all(name.casefold() in brief for name in re.findall(r"\b[A-Z][\w]+", words)), each


def _beginnings(passage: Passage) -> list[str]:
    spans = [span for _, span, _ in rows(passage.text)] if passage.kind == "table" else sentences(passage.text)
    return [passage.text[start:end] for start, end in spans]


def test_vectors_and_places_are_stored() -> None:
    cut = passages(document("coal", COAL))
    asked = [
        Asked(question="when did it close", answers=("The last big", "Flats")),
        Asked(question="by whom", answers=()),
    ]
    arrays = AskedEncoder(WordEmbedder()).arrays(asked, cut)
    assert arrays["asked"].dtype == np.float16
    assert arrays["asked"].shape == (2, WordEmbedder().dimensions)
    assert arrays["asked_places"].tolist() == [[0, 1, 0], [0, 2, 0]]


def test_aspects_are_stored_as_vectors_and_things_by_name() -> None:
    told = [
        ThingAspect(thing="the pits", aspect="when they closed", answers=("The last big",)),
        ThingAspect(thing="the pits", aspect="what was left", answers=("Flats", "The last big")),
    ]
    arrays = AskedEncoder(WordEmbedder()).arrays(told, passages(document("coal", COAL)))
    assert arrays["aspects"].shape == (2, WordEmbedder().dimensions)
    assert arrays["aspects_places"].tolist() == [[0, 1, 0], [1, 2, 0], [1, 1, 0]]
    assert arrays["things"].tolist() == ["the pits"]
    assert arrays["things_places"].tolist() == [[0, 1, 0], [0, 2, 0]]
    assert "asked" not in arrays


def test_a_beginning_that_is_not_there_is_left_out() -> None:
    arrays = AskedEncoder(WordEmbedder()).arrays(
        [Asked(question="why", answers=("Nobody wrote this",))], passages(document("coal", COAL))
    )
    assert arrays["asked_places"].shape == (0, 3)


def test_nothing_is_stored_without_questions() -> None:
    assert AskedEncoder(WordEmbedder()).arrays(read_asked(None), passages(document("coal", COAL))) == {}


@pytest.mark.parametrize(
    "line", ["not json", json.dumps({"question": "why"}), json.dumps({"question": "q", "answers": [], "more": 1})]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "coal.jsonl"
    path.write_text(json.dumps({"question": "why", "answers": []}) + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(FileProblem, match=r"line 2 of .*coal\.jsonl"):
        read_asked(path)


def test_what_several_documents_are_asked_is_encoded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder, seen = WordEmbedder(), list[str]()
    encode = embedder.passages
    monkeypatch.setattr(embedder, "passages", lambda texts: seen.extend(texts) or encode(texts))
    encoder = AskedEncoder(embedder)
    both = Asked(question="what became of the pits", answers=("The last big",))
    first = encoder.arrays([both], passages(document("coal", COAL)))
    second = encoder.arrays([both, Asked(question="by whom", answers=())], passages(document("coal", COAL)))
    assert seen == ["what became of the pits", "by whom"]
    assert first["asked"][0].tolist() == second["asked"][0].tolist()


def test_each_bundled_question_has_its_vector() -> None:
    stored = np.load(vectors_file(DEFAULT))["key"].tolist()
    texts = texts_of([each for path in FILES for each in read_asked(path)])
    encoded = sorted({text for kind, own in texts.items() if kind not in WORDED for text in own})
    expected = packed(encoded, np.ones((len(encoded), 2), dtype=np.float32))["key"].tolist()
    assert stored == expected, "run `python -m training.asked_vectors`"


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> WordEmbedder:
    """An embedder that passes for the default one, and remembers what it encodes."""
    monkeypatch.setattr(WordEmbedder, "sha256", DEFAULT.sha256)
    monkeypatch.setattr(WordEmbedder, "dimensions", DEFAULT.dimensions)
    return WordEmbedder()


def test_what_is_stored_is_not_encoded_again(stand_in: WordEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    encode, seen = stand_in.passages, list[str]()
    monkeypatch.setattr(stand_in, "passages", lambda texts: seen.extend(texts) or encode(texts))
    known = read_asked(FILES[0])[0]
    made = AskedEncoder(stand_in).arrays([known, Asked(question="by whom", answers=())], [])["asked"]
    assert seen == ["by whom"]
    assert np.linalg.norm(made.astype(np.float32), axis=1) == pytest.approx([1, 1], abs=0.01)


def test_a_damaged_file_of_vectors_is_named(
    stand_in: WordEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vectors.npy"
    monkeypatch.setattr("ingest.bundled.vectors_file", lambda _: path)
    for damaged in (b"", b"no vectors", vectors_file(DEFAULT).read_bytes()[:5000]):
        path.write_bytes(damaged)
        with pytest.raises(FileProblem, match=r"vectors\.npy' are damaged .* install Aftermine again"):
            AskedEncoder(stand_in).arrays([Asked(question="why", answers=())], [])


def test_packing_keeps_directions() -> None:
    vectors = np.random.default_rng(3).normal(size=(9, 384)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    questions = [f"question {number}" for number in range(9)]
    rows = packed(questions, vectors)
    back = rows["vector"] * rows["factor"].astype(np.float32)[:, None]
    order = np.argsort(packed(questions, np.arange(1, 10, dtype=np.float32)[:, None])["factor"])
    assert (back[order] * vectors).sum(axis=1) == pytest.approx(np.ones(9), abs=0.002)
