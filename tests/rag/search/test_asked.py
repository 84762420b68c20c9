"""Asked questions: they vote for the sentences that answer what lies near, and for nothing where none does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from rag.assistant import Assistant
from rag.base.mechanisms import without
from rag.base.settings import Retrieval, load_settings
from rag.models.embedder import Likeness
from rag.search import asked
from rag.search import retriever as retriever_module
from rag.search.asked import AskedQuestions
from rag.search.retriever import OWN, VOTES_WEIGHT, Retriever
from rag.store.index import Index
from tests.rag.small import COAL, EMBEDDER, RECIPE, TIN, document, passages

ASKED: Mapping[str, Sequence[tuple[str, Sequence[int]]]] = {
    "coal": [("what became of the pits", [1]), ("why are homes so cheap there", [2, 1]), ("who owned the pits", [])],
    "tin": [("what became of the pits", [1]), ("which metal did people dig", [0])],
}


THINGS: Mapping[str, Sequence[tuple[str, str, int]]] = {
    "coal": [("the pits of Coalton", "end of mining", 1), ("Coalton", "price of a home", 2)],
    "tin": [("Tinford", "end of mining", 1)],
}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Two documents with questions, and one without."""
    with Index(tmp_path / "i", RECIPE, create=True) as made:
        for name, texts in {"coal": COAL, "tin": TIN, "own": ("A paper about pits and homes.",)}.items():
            cut = passages(document(name, texts))
            own = ASKED.get(name, ())
            places = [(row, number, 0) for row, (_, answers) in enumerate(own) for number in answers]
            arrays = {
                "asked": EMBEDDER.passages([text for text, _ in own]).astype(np.float16),
                "asked_places": np.array(places, dtype=np.int32).reshape(-1, 3),
            }
            told = THINGS.get(name, ())
            arrays |= {
                "aspects": EMBEDDER.passages([aspect for _, aspect, _ in told]).astype(np.float16),
                "aspects_places": np.array([(row, n, 0) for row, (*_, n) in enumerate(told)], dtype=np.int32),
                "things": np.array([thing for thing, *_ in told]),
                "things_places": np.array([(row, n, 0) for row, (*_, n) in enumerate(told)], dtype=np.int32),
            }
            made.put(document(name, texts), cut, texts, EMBEDDER.passages(texts), arrays if own else {})
        made.commit()
        yield made


def shares(index: Index, question: str, scope: frozenset[str] | None = None) -> dict[str, float]:
    """The largest share of each passage, by its text."""
    votes = AskedQuestions(index).votes(EMBEDDER.query(question), scope)
    found = {passage.text: votes.within(passage, 0, len(passage.text)) for passage in index.passages}
    return {text: share for text, share in found.items() if share}


def test_the_same_question_votes_for_its_answers_in_all_documents(index: Index) -> None:
    found = shares(index, "what became of the pits")
    assert max(found.values()) == found[COAL[1]]
    assert found[TIN[1]] > found[TIN[0]]
    assert found[COAL[1]] == pytest.approx(found[TIN[1]] + found.get(COAL[2], 0.0))  # one question, not two


def test_only_the_place_that_answers_gets_the_votes(index: Index) -> None:
    votes = AskedQuestions(index).votes(EMBEDDER.query("why are homes so cheap there"))
    cheap = next(passage for passage in index.passages if passage.text == COAL[2])
    assert votes.within(cheap, 0, 5) > 0
    assert votes.within(cheap, 1, len(cheap.text)) == 0


def test_what_nobody_asked_gets_no_votes(index: Index) -> None:
    votes = AskedQuestions(index).votes(EMBEDDER.query("zebra quartz umbrella"))
    assert votes.answered == 0.0
    assert not any(share for own in votes.shares.values() for share in own.values())


def test_a_question_that_is_known_to_have_no_answer_is_told_apart(index: Index) -> None:
    votes = AskedQuestions(index).votes(EMBEDDER.query("who owned the pits"))
    assert votes.unanswered == 1.0
    assert votes.answered < 1.0


def test_in_a_scope_only_its_questions_count(index: Index) -> None:
    votes = AskedQuestions(index).votes(EMBEDDER.query("who owned the pits"), frozenset({"tin"}))
    assert votes.unanswered == 0.0
    alone = AskedQuestions(index).votes(EMBEDDER.query("which metal did people dig"), frozenset({"coal"}))
    assert alone.answered < 1.0
    nothing = AskedQuestions(index).votes(EMBEDDER.query("what became of the pits"), frozenset({"own"}))
    assert (nothing.answered, nothing.shares) == (0.0, {})


def test_it_is_told_how_many_questions_a_sentence_answers(index: Index) -> None:
    known = AskedQuestions(index)
    counts = {each.text: known.times(each, 0, len(each.text)) for each in index.passages}
    assert counts == {COAL[0]: 0, COAL[1]: 2, COAL[2]: 1, TIN[0]: 1, TIN[1]: 1, "A paper about pits and homes.": 0}


def test_documents_that_have_none_are_told(index: Index) -> None:
    votes = AskedQuestions(index).votes(EMBEDDER.query("pits"))
    assert votes.documents == {"coal", "tin"}


def test_passages_with_votes_rank_higher_by_their_share(index: Index) -> None:
    question = "what became of the pits"
    settings = Retrieval.model_validate({"fusion": "weighted"})
    retriever = Retriever(index, EMBEDDER, settings, None)
    voted = {each.passage.text: each for each in retriever.find(question, 10)}
    with without({"asked_questions"}):
        plain = {each.passage.text: each.score for each in retriever.find(question, 10)}
    own = shares(index, question)
    for text, each in voted.items():
        assert each.score == pytest.approx(plain[text] + VOTES_WEIGHT * own.get(text, 0.0))
    assert voted[COAL[1]].score > plain[COAL[1]]


def test_what_is_voted_for_is_looked_at_whatever_vectors_and_words_say(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retriever_module, "POOL", 1)
    question = "what became of the pits"
    retriever = Retriever(index, EMBEDDER, Retrieval(), None)

    def found(scope: frozenset[str] | None = None) -> set[str]:
        return {each.passage.text for each in retriever.find(question, 1 if scope else 2, scope)}

    ranked = {each.passage.text for each in retriever.rank(question, 1)}
    assert {COAL[1], TIN[1]} <= ranked
    assert found() == {COAL[1], TIN[1]}
    assert found(frozenset({"tin"})) == {TIN[1]}
    with without({"asked_questions"}):
        assert not {COAL[1], TIN[1]} <= {each.passage.text for each in retriever.rank(question, 1)}


def test_what_is_voted_for_is_quoted_beside_the_best_passages(index: Index) -> None:
    settings = load_settings(
        {"retrieval.rerank": "none", "retrieval.passages": 1, "answering.threshold": 0.0, "index": "-"}
    )
    assistant = Assistant(index, EMBEDDER, settings)
    quoted = {each.passage.text for each in assistant.ask("what became of the pits").citations}
    assert {COAL[1], TIN[1]} <= quoted
    with without({"asked_questions"}):
        assert len(assistant.ask("what became of the pits").citations) == 1


def test_a_follow_up_is_not_answered_by_what_was_asked_before(index: Index) -> None:
    before, follow_up = "what became of the pits", "and which metal did people dig"
    whole, known = EMBEDDER.query(f"{before} {follow_up}"), AskedQuestions(index)
    tin = next(passage for passage in index.passages if passage.text == TIN[0])
    coal = next(passage for passage in index.passages if passage.text == COAL[1])
    voted, plain = known.votes(whole, None, EMBEDDER.query(before)), known.votes(whole)
    assert voted.within(tin, 0, 9) > voted.within(coal, 0, 9)
    assert voted.within(tin, 0, 9) - voted.within(coal, 0, 9) > plain.within(tin, 0, 9) - plain.within(coal, 0, 9)


def test_a_follow_up_s_own_words_weigh_more_where_nothing_votes(index: Index) -> None:
    before, follow_up = "what became of the pits", "and of homes"
    whole = EMBEDDER.query(f"{before} {follow_up}")
    mixed = (1 - OWN) * whole + OWN * EMBEDDER.query(follow_up)
    mixed /= np.linalg.norm(mixed)
    own, *_ = index.passages_of("own")
    retriever = Retriever(index, EMBEDDER, Retrieval(), None)

    def cosine(scope: frozenset[str] | None) -> float:
        found = retriever.rank(f"{before} {follow_up}", 9, scope, before)
        return next(each.cosine for each in found if each.passage == own)

    (vector,) = EMBEDDER.passages([own.text])
    assert cosine(frozenset({"own"})) == pytest.approx(float(vector @ mixed), abs=1e-3)
    assert cosine(None) == pytest.approx(float(vector @ whole), abs=1e-3)
    with without({"own_words"}):
        assert cosine(frozenset({"own"})) == pytest.approx(float(vector @ whole), abs=1e-3)
    assert abs(vector @ mixed - vector @ whole) > 0.01


def test_an_index_of_an_earlier_version_has_no_asked_questions(tmp_path: Path) -> None:
    with Index(tmp_path / "i", RECIPE, create=True) as made:
        made.put(document("coal", COAL), passages(document("coal", COAL)), COAL, EMBEDDER.passages(COAL), {})
        made.commit()
        assert asked.asked_in(made).votes(EMBEDDER.query("what became of the pits")) == asked.NO_VOTES


def test_breadth_is_by_how_many_sentences_the_nearest_questions_are_answered(index: Index) -> None:
    known = AskedQuestions(index)
    narrow, wide = (
        known.votes(EMBEDDER.query(text)) for text in ("which metal did people dig", "why are homes so cheap there")
    )
    assert 1.0 <= narrow.breadth < wide.breadth <= 2.0
    assert known.votes(EMBEDDER.query("zebra quartz umbrella")).breadth == 0.0


def test_a_sentence_has_the_aspects_that_are_stored_with_it(index: Index) -> None:
    known = asked.aspects_in(index)
    ended, alike, homes = (
        next(each for each in index.passages if each.text == text) for text in (COAL[1], TIN[1], COAL[2])
    )
    assert known.on(ended, 0, 9).tolist() == known.on(alike, 0, 9).tolist()
    assert len(known.on(ended, 0, 9)) == len(known.on(homes, 0, 1)) == 1
    assert len(known.on(ended, 1, 9)) == 0
    assert known.on(ended, 0, 9)[0] @ EMBEDDER.query("end of mining") == pytest.approx(1, abs=0.01)


def test_a_name_means_the_things_that_have_all_its_words(index: Index) -> None:
    things = asked.things_in(index)
    texts = {each.id: each.text for each in index.passages}
    assert {texts[name] for name, _ in things.named("Coalton")} == {COAL[1], COAL[2]}
    assert {texts[name] for name, _ in things.named("Coalton's pits")} == {COAL[1]}
    assert things.named("Coalton's museum") == things.named("the") == frozenset()
    assert {texts[name] for name, _ in things.places} == {COAL[1], COAL[2], TIN[1]}


def test_questions_are_alike_by_what_is_learned_and_near_by_the_embedder(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for = EMBEDDER.query("why are homes so cheap there")
    plain = AskedQuestions(index).votes(asked_for)
    metal = EMBEDDER.passages(["which metal did people dig"])[0]
    size, none = len(metal), np.zeros((1, len(metal)), dtype=np.float32)
    matrix = np.eye(size, dtype=np.float32) + 20 * np.outer(metal, asked_for).astype(np.float32)
    learned = Likeness(matrix, none, none[:, 0], none.T)
    monkeypatch.setattr(asked, "likeness_of", {RECIPE.embedder_sha256: learned}.get)
    turned = AskedQuestions(index).votes(asked_for)
    dug = index.passages_of("tin")[0]
    assert turned.within(dug, 0, 1) > plain.within(dug, 0, 1)
    assert turned.answered == plain.answered
    with without({"likeness"}):
        assert AskedQuestions(index).votes(asked_for) == plain
    monkeypatch.setattr(asked, "likeness_of", {"of another embedder": learned}.get)
    assert AskedQuestions(index).votes(asked_for) == plain
