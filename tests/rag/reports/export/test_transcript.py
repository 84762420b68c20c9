"""A conversation as a file: every question in order, one bibliography, one record that tells by answer what differs."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import rispy
from pybtex.database import parse_string

from rag.base.errors import NotFound, UsageError
from rag.base.types import Aspect, Document, Sentence
from rag.reports.export import export, transcript
from rag.reports.export.record import Origins, Record
from rag.reports.notebook.briefing import AnswerItem, Briefing, OpenItem
from rag.reports.notebook.conversations import Conversation, Outcome, meant
from rag.reports.notebook.provenance import fallen
from tests.rag.reports.export.samples import (
    COMPARED,
    CONVERSATION,
    HELLO,
    LISTED,
    NOW,
    ORIGIN,
    SIDES,
    TALK,
    THEN,
    WHEN,
    asked,
)


def markdown(briefing: Briefing = CONVERSATION) -> str:
    return export(briefing, "md", WHEN).decode()


def test_every_question_is_there_in_order_and_small_talk_is_not() -> None:
    kinds = [item.answer.question if isinstance(item, AnswerItem) else item.kind for item in CONVERSATION.items]
    assert kinds == ["and now?", "open", "open", "Who won?", "List the counts", "List the counts", "open"]
    reasons = [item.reason for item in CONVERSATION.items if isinstance(item, OpenItem)]
    assert [reason.split()[0] for reason in reasons] == ["The", "Something", "The"]
    assert len({item.id for item in CONVERSATION.items}) == len(CONVERSATION.items)


def test_a_conversation_called_by_its_first_question_is_told_from_it() -> None:
    assert transcript("and now?", TALK).title == "Conversation: and now?"
    assert CONVERSATION.title == "../A talk"


def test_a_cell_does_not_repeat_the_name_of_its_row() -> None:
    told = replace(SIDES, aspects=(Aspect("People", ((Sentence("People: 891", (1,)),), ())),))
    text = markdown(transcript("T", asked((Outcome(replace(COMPARED, comparison=told)), ORIGIN))))
    assert "| People | 891 [" in text


def test_a_question_without_an_answer_says_so_and_nothing_of_the_machine() -> None:
    text = markdown()
    assert text.count("**Not answered**") == 3
    assert "The library is in use" in text
    assert "process 42" not in text
    assert "Half of" not in text  # what was cut short was never checked as a whole
    assert [each["verdict"] for each in Record(CONVERSATION, WHEN).data()["questions"]] == [
        "partly_supported",
        None,
        None,
        "not_in_corpus",
        "answered",
        "answered",
        None,
    ]


def test_the_same_words_are_quoted_once_whoever_cites_them() -> None:
    text = markdown()
    assert text.count("“The town had 891 people in 2020.”") == 1
    for form, read in (
        ("bibtex", lambda text: list(parse_string(text, "bibtex").entries)),
        ("ris", lambda text: [entry["id"] for entry in rispy.loads(text)]),
        ("csl-json", lambda text: [item["id"] for item in json.loads(text)]),
    ):
        keys = read(export(CONVERSATION, form, WHEN).decode())
        assert len(keys) == len(set(keys)) == 4


def test_several_corpora_and_settings_are_told_by_answer() -> None:
    lines = [f"{name}: {value}" for name, value in Record(CONVERSATION, WHEN).facts()]
    assert lines[1:] == [
        "Answers: 1 by some:model, 2026-11-25, on corpus 1, with settings 1",
        "Answers: 1 by extractive, 2026-11-26, on corpus 1, with settings 1",
        "Answers: 1 by some:model, 2026-11-25, on corpus 2, with settings 2",
        "Answers: 1 by some:model, date not recorded, corpus not recorded, settings not recorded",
        f"Corpus 1 (SHA-256): {'ab' * 32}",
        f"Corpus 2 (SHA-256): {'cd' * 32}",
        "Corpus 3 (SHA-256): not recorded",
        "Settings 1: as Aftermine 0.1.0 comes",
        "Settings 2: as Aftermine 0.1.0 comes, but retrieval.passages = 5",
        "Settings 3: not recorded",
    ]
    told = Record(CONVERSATION, WHEN).data()["questions"]
    assert [each.get("origin") for each in told] == [0, None, None, 0, 1, 2, None]
    assert "abababababab, cdcdcdcdcdcd." in markdown()


def test_one_corpus_is_told_once() -> None:
    record = Record(transcript("T", TALK[:5]), WHEN)
    lines = [f"{name}: {value}" for name, value in record.facts()]
    assert f"Corpus (SHA-256): {'ab' * 32}" in lines
    assert not any("corpus 1" in line for line in lines)


def test_settings_of_another_version_are_told_in_full() -> None:
    held = replace(ORIGIN, settings=(*ORIGIN.settings, ("documents", "town")))
    *_, (_, now), (_, before) = Origins([held, replace(ORIGIN, version="0.0.9")]).facts()
    assert now == "as Aftermine 0.1.0 comes, but documents = town"
    assert before == "retrieval.passages = 10, answering.model = extractive (Aftermine 0.0.9)"


def test_an_old_conversation_says_that_nothing_was_recorded() -> None:
    text = markdown(transcript("T", asked((Outcome(LISTED), None))))
    assert "- Corpus (SHA-256): not recorded" in text
    assert "- Settings: not recorded" in text
    assert "date not recorded" in text
    assert "from the corpus not" not in text


@pytest.mark.parametrize("outcomes", [(), (Outcome(HELLO),), (Outcome(), Outcome(stopped=()))])
def test_a_conversation_without_an_answer_is_refused(outcomes: tuple[Outcome, ...]) -> None:
    with pytest.raises(UsageError, match="holds no answer"):
        transcript("A talk", asked(*((outcome, None) for outcome in outcomes)))


@pytest.mark.parametrize("form", ["md", "html", "docx", "bibtex", "ris", "csl-json"])
def test_what_left_the_library_is_said_in_every_format(form: str) -> None:
    def find(name: str) -> Document:
        if name == "town":
            raise NotFound(f"there is no document {name!r}")
        raise AssertionError(name)

    made = export(transcript("T", TALK[:1]), form, WHEN, find)
    if form == "docx":
        from tests.rag.reports.export.test_word import words_of

        made = words_of(made).encode()
    text = made.decode()
    if form in ("md", "html", "docx"):
        assert text.count("no longer in the library") == 3  # each quote says it
    if form in ("ris", "csl-json"):
        told = json.dumps({"document": "town", "start": 0, "end": 32, "standing": "gone"})[1:-1]
        assert told in " ".join(text.split())
    else:
        assert "No longer in the library" in text


def test_a_document_that_says_something_else_now_is_told() -> None:
    def find(name: str) -> Document:
        return Document(name, name, "", "", "en", "The town had 891 people in 2020. | 2020 | 891 |", ())

    text = export(transcript("T", TALK[:1]), "md", WHEN, find).decode()
    assert text.count("changed since it was cited)") == 1


def test_words_from_before_a_correction_keep_a_number_and_a_word_of_their_own() -> None:
    corrected = replace(NOW, quote="The town had 892 people in 2020.")
    answers = [replace(LISTED, question=each.quote, citations=(each, THEN)) for each in (NOW, corrected)]
    briefing = transcript("T", asked(*((Outcome(answer), ORIGIN) for answer in answers)))

    def find(name: str) -> Document:
        return Document(name, name, "", "", "en", "The town had 892 people in 2020. In 2010 it had 1,058.", ())

    text = export(briefing, "md", WHEN, find).decode()
    assert r"**\[1\]** The town › People, p. 3 (document town, changed since it was cited)" in text
    assert r"**\[3\]** The town › People, p. 3 (document town)" in text
    assert all(f"“{each.quote}”" in text for each in (NOW, corrected))
    told = {"document": "town", "start": NOW.start, "end": NOW.end, "standing": "changed"}
    record = Record(briefing, WHEN, fallen=fallen(briefing.citations, find))
    assert record.data()["fallen"] == [told]


def conversation(name: str) -> Conversation:
    return Conversation(name, f"About {name}", WHEN, WHEN, 1)


SEVERAL = (conversation("abcd-3"), conversation("abx_1"), conversation("abx_12"), conversation("-q2"))


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("last", "abcd-3"),
        ("abcd-3", "abcd-3"),
        (" abc ", "abcd-3"),
        ("abx_1", "abx_1"),
        ("-", "-q2"),
        ("http://localhost:8501/?c=abx_12&a=3", "abx_12"),
        ("?c=abx_12", "abx_12"),
    ],
)
def test_a_conversation_is_named_by_id_beginning_or_link(said: str, name: str) -> None:
    assert meant(said, SEVERAL).id == name


@pytest.mark.parametrize(
    ("said", "error", "told"),
    [
        ("ab", UsageError, "abcd-3, abx_1, abx_12"),
        ("zz", NotFound, "'zz'"),
        ("", NotFound, "''"),
        ("http://[/?c=abx_1", NotFound, "link"),
        ("?c=", NotFound, "last"),
    ],
)
def test_a_name_of_none_or_several_is_an_error(said: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        meant(said, SEVERAL)


def test_nothing_is_last_where_there_is_none() -> None:
    with pytest.raises(NotFound, match="no conversation 'last'"):
        meant("last", ())
