"""How often it is understood what is wanted, on requests that nothing was fitted on, written in three ways."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from rag.assistant import Assistant
from rag.language.tokens import content_stems
from rag.models.embedder import OnnxEmbedder
from rag.question.request import ACTS, QUESTIONS, SUMMARIES, TALK, Kinds, requested_summary
from rag.search.entities import subjects

pytestmark = pytest.mark.quality

CORPUS = Path(__file__).parents[2] / "corpus"
HELD_OUT = [json.loads(line) for line in (CORPUS / "requests" / "held-out.jsonl").read_text("utf-8").splitlines()]
SIX_HANDS = [json.loads(line) for line in (CORPUS / "requests" / "six-hands.jsonl").read_text("utf-8").splitlines()]
COARSE = dict.fromkeys(TALK, "talk") | dict.fromkeys(("number", "date", "person", "place"), "fact")
ABSENT = [json.loads(line) for line in (CORPUS / "requests" / "absent.jsonl").read_text("utf-8").splitlines()][::6]

KINDS = Kinds(OnnxEmbedder())
kind_of = cache(KINDS.of)
ABOUT_TEXTS = content_stems("brief document report article chapter digest said evidence state main lessons")


def plain(request: str) -> str:
    return request.replace("[", "").replace("]", "")


def questions(folder: str) -> Iterator[dict[str, str]]:
    for path in sorted((CORPUS / folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)


def test_kinds_of_held_out_requests() -> None:
    right = [kind_of(plain(r["request"]), asked=r["kind"] in ACTS).name == r["kind"] for r in HELD_OUT]
    for style in ("terse", "polite", "office"):
        own = [fits for fits, request in zip(right, HELD_OUT, strict=True) if request["style"] == style]
        print(f"kinds, {style}: {sum(own)} of {len(own)}")
    assert sum(right) / len(right) >= 0.92


def test_requests_by_six_hands(assistant: Assistant) -> None:
    """Kind and subject: of a document most of the summary, of a topic three quarters of its words and one more."""
    found = [kind_of(plain(r["request"]), asked=r["kind"] in ACTS).name for r in SIX_HANDS]
    right = [COARSE.get(name, name) == r["kind"] for name, r in zip(found, SIX_HANDS, strict=True)]
    both = [fits and is_about(assistant, r) for fits, r in zip(right, SIX_HANDS, strict=True)]
    for style in dict.fromkeys(r["style"] for r in SIX_HANDS):
        own = [fits for fits, r in zip(both, SIX_HANDS, strict=True) if r["style"] == style]
        print(f"kind and subject, {style}: {sum(own)} of {len(own)}")
    print(f"kinds: {sum(right)} of {len(right)}, and subjects: {sum(both)}")
    assert sum(right) >= 0.92 * len(right)
    assert sum(both) >= 0.9 * len(both)


def is_about(assistant: Assistant, request: dict[str, str]) -> bool:
    """Whether a summary is of what the request marks; of other requests it is not asked."""
    if request["kind"] not in SUMMARIES:
        return True
    text, marked = plain(request["request"]), request["request"].partition("[")[2].partition("]")[0]
    if "document" in request:
        cited = [citation.passage.document_id for citation in assistant.ask(text).citations]
        return bool(cited) and cited.count(request["document"]) >= 0.6 * len(cited)
    found = requested_summary(text, assistant.index, KINDS)
    if found is None or not found.document:
        gold, got = (content_stems(each) - ABOUT_TEXTS for each in (marked, (found and found.topic) or ""))
        return len(gold & got) >= 0.75 * len(gold) and len(got - gold) <= 1
    again = requested_summary(f"Summarise {marked}", assistant.index, KINDS)
    title = f"{assistant.index.document(found.document).title} {found.document}"
    return (again is not None and again.document == found.document) or content_stems(marked) <= content_stems(title)


def test_the_other_reading_is_offered_where_a_summary_is_taken_for_a_question_or_the_other_way_round() -> None:
    """Of the requests that are read wrongly, and of those that are read rightly, hardly any."""
    asked = [r for r in HELD_OUT if r["kind"] in SUMMARIES | QUESTIONS]
    found = [(kind_of(plain(r["request"])), r["kind"] in SUMMARIES) for r in asked]
    wrong = [kind.unsure for kind, is_summary in found if (kind.name in SUMMARIES) != is_summary]
    right = [kind.unsure for kind, is_summary in found if (kind.name in SUMMARIES) == is_summary]
    questions_asked = [kind_of(row["question"]).unsure for row in questions("questions")]
    print(f"offered: {sum(wrong)} of {len(wrong)} wrong, {sum(right)} of {len(right)} right")
    print(f"public questions: {sum(questions_asked)} of {len(questions_asked)}")
    assert sum(right) <= 0.05 * len(right)
    assert sum(questions_asked) <= 0.05 * len(questions_asked)


def test_subjects_of_held_out_requests(assistant: Assistant) -> None:
    wanted = [request for request in HELD_OUT if request["kind"] in SUMMARIES]
    right = 0
    for request in wanted:
        found = requested_summary(plain(request["request"]), assistant.index, KINDS)
        marked = request["request"].partition("[")[2].partition("]")[0]
        if found is None or found.document or "document" in request:
            again = requested_summary(f"Summarise {marked}", assistant.index, KINDS)
            named = request.get("document") or (again.document if again else None)
            right += found is not None and found.document == named is not None
        else:
            gold, got = (content_stems(text) - ABOUT_TEXTS for text in (marked, found.topic or ""))
            right += len(gold & got) >= 0.75 * len(gold) and len(got - gold) <= 1
    print(f"subjects: {right} of {len(wanted)}")
    assert right / len(wanted) >= 0.88


def test_what_the_corpus_lacks_is_not_summarised_by_a_word_that_it_has(assistant: Assistant) -> None:
    """Of 60 such requests 55 were refused when this was written, of 40 on what the corpus has 6; before, 41 and 6."""
    refused = {row["question"]: assistant.ask(row["question"]).verdict == "not_in_corpus" for row in ABSENT}
    lacking = [refused[row["question"]] for row in ABSENT if row["kind"].startswith("absent")]
    held = [refused[row["question"]] for row in ABSENT if row["kind"] == "present"]
    print(f"refused: {sum(lacking)} of {len(lacking)} that the corpus lacks, {sum(held)} of {len(held)} that it has")
    assert (len(lacking), len(held)) == (10, 7)
    assert sum(lacking) >= 8
    assert sum(held) <= 2


def test_small_talk_that_a_question_follows_is_passed_over() -> None:
    told = (
        "Thanks. And when was it closed?",
        "Sorry, I meant 2014.",
        "hello, what is a REC",
        "great, how many people?",
    )
    for text in told:
        assert kind_of(text, asked=True).name not in TALK, text
    for text in ("Hello, who are you?", "Thanks, that was helpful!", "Hi! How are you?", "ok, bye"):
        assert kind_of(text).name in TALK, text


def test_a_question_about_a_place_is_no_small_talk(assistant: Assistant) -> None:
    assert assistant.ask("How is Yubari doing today?").kind != "small_talk"
    assert assistant.ask("how is yubari doing?").kind != "small_talk"
    assert assistant.ask("How are you doing today?").kind == "small_talk"


def test_what_a_heading_opens_with_is_no_small_talk(assistant: Assistant) -> None:
    for words in ("Resource curse", "tang ping"):
        assert any("curse" in c.passage.section or "ping" in c.passage.section for c in assistant.ask(words).citations)
    for words in ("thanks", "hello", "bye", "cool", "nice"):
        assert assistant.ask(words).kind == "small_talk", words


def test_a_nationality_is_no_subject_beside_a_place(assistant: Assistant) -> None:
    known = subjects(assistant.index)
    asked = "Why are so many Chinese livestreamers from Dongbei?"
    assert known.sides(asked) == (asked.replace("Chinese ", ""),)
    assert known.sides("How do Chinese and Russian policies differ?") != ()


def test_questions_are_seldom_taken_for_something_else() -> None:
    asked = [row["question"] for row in questions("questions") if row["kind"] != "summary"]
    wrong = [question for question in asked if kind_of(question).name not in QUESTIONS]
    print(f"not read as questions: {wrong} of {len(asked)}")
    assert len(wrong) <= 0.02 * len(asked)


def test_follow_ups_are_seldom_taken_for_something_else() -> None:
    asked = [row["question"] for row in questions("conversations")]
    wrong = [question for question in asked if kind_of(question, asked=True).name not in QUESTIONS]
    print(f"follow-ups not read as questions: {wrong} of {len(asked)}")
    assert len(wrong) <= 0.03 * len(asked)
