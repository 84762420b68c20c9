"""A briefing with everything that an export must draw: answers of each kind, a passage, a note, hostile text."""

from __future__ import annotations

from dataclasses import replace

from rag.base.types import (
    Answer,
    Aspect,
    Citation,
    Comparison,
    Coverage,
    Disagreement,
    DisputedValue,
    Hit,
    Passage,
    Sentence,
    Source,
)
from rag.reports.export import transcript
from rag.reports.notebook.briefing import (
    Briefing,
    HeadingItem,
    Line,
    NoteItem,
    OpenItem,
    answer_item,
    note_item,
    passage_item,
)
from rag.reports.notebook.conversations import Outcome, Stored
from rag.reports.notebook.provenance import Origin

WHEN = "2026-11-25T12:00:00+00:00"
ORIGIN = Origin("0.1.0", WHEN, "ab" * 32, (("retrieval.passages", "10"), ("answering.model", "extractive")))
HOSTILE = r"""<b>bold</b> *a* [b](http://c.example) \input{x} $1 & 50% #_^~ {{ 7*7 }} `c` | "q" """.strip()

CENSUS = Source(
    "census", "Census of the seven districts", "Bureau of Statistics", "Northern Press", 2021, None, "press"
)
CHINESE = Source(
    "个旧", "云南个旧如何重生?", "阮班明, 滕菲 and 夏路", "红星新闻", 2023, "https://example.org/个旧;a=1", "press"
)
BARE = Source("bare", "A register")
EDITED = Source("eds", HOSTILE, "Smith, J. and Brown, K. (eds)", "A & B Press", 2010, "javascript:alert(1)", "book")

TEXT = "The town had 891 people in 2020. In 2010 it had 1,058. | Year | People |"
TABLE = "| Year | People |\n| --- | --- |\n| 2010 | 1,058 |\n| 2020 | 891 |"
PROSE = Passage("t-1", "town", "The town", TEXT, ("The town", "People"), (3,), (0, len(TEXT)), ("census",))
ROWS = Passage("t-2", "town", "The town", TABLE, ("The town", "Table"), (), (100, 100 + len(TABLE)), (), "table")
OTHER = Passage("o-1", "other", f"Other {HOSTILE}", "Nobody came.", ("Work",), (), (0, 12))

NOW = Citation(1, PROSE, 0, 32, "The town had 891 people in 2020.", (CENSUS, CHINESE))
THEN = Citation(2, PROSE, 33, 54, "In 2010 it had 1,058.", (CENSUS, EDITED))
ROW = Citation(3, ROWS, 148, 161, "| 2020 | 891 |", (BARE,))
NOBODY = Citation(1, OTHER, 0, 12, "Nobody came.")

DISPUTED = Answer(
    question="and now?",
    standalone="How many people live in the town now?",
    sentences=(
        Sentence("The town had 891 people in 2020.", (1, 3)),
        Sentence("Ten years before it had more.", (2,), "supported"),
        Sentence("It will have none.", (2,), "partial"),
        Sentence(HOSTILE, (), "none"),
    ),
    citations=(NOW, THEN, ROW),
    hits=(),
    verdict="partly_supported",
    disagreement=Disagreement("the population", (DisputedValue("891", 1), DisputedValue("1,058", 2))),
    warnings=("The cited passages do not mention the moon.",),
    model="some:model",
)
LISTED = replace(
    DISPUTED,
    question="List the counts",
    standalone="List the counts",
    sentences=(Sentence("891", (1,)), Sentence("1,058", (2,))),
    verdict="answered",
    disagreement=None,
    warnings=(),
    kind="list",
)
SUMMARY = replace(
    LISTED, question="Summarise the town", standalone="Summarise the town", kind="summary", coverage=Coverage(2, 9)
)
SIDES = Comparison(
    ("The town", "Other | place"),
    (Aspect("People", ((Sentence("891", (1,)),), ())), Aspect("Who came", ((), (Sentence("Nobody came.", (2,)),)))),
)
COMPARED = replace(
    LISTED,
    question="Compare the two",
    standalone="Compare the two",
    sentences=(Sentence("891", (1,)), Sentence("Nobody came.", (2,))),
    citations=(NOW, replace(NOBODY, number=2)),
    kind="compare",
    comparison=SIDES,
)
REFUSED = Answer(
    question="Who won?",
    standalone="Who won?",
    sentences=(),
    citations=(),
    hits=(Hit(PROSE, 0.5, 1, 1),),
    verdict="not_in_corpus",
    notice="The corpus does not answer this.",
)

NOTE = note_item(f"# My own words.\n\n{HOSTILE}")
BRIEFING = Briefing(
    title=f"A <title> & {HOSTILE}",
    items=(
        answer_item(DISPUTED, ORIGIN),
        NOTE,
        answer_item(SUMMARY, ORIGIN),
        answer_item(COMPARED, ORIGIN),
        passage_item(NOBODY, ORIGIN),
        answer_item(REFUSED, ORIGIN),
    ),
)

_LINES = (
    Line(Sentence("The town had 892 people in 2020.", (1,), "partial"), edited=True, faults=(("number", "892"),)),
    Line(Sentence("I was there.", (), "none"), edited=True),
)
MEMO = replace(
    BRIEFING,
    items=(
        HeadingItem("q", "Question", "question"),
        NoteItem("asked", "and now?"),
        HeadingItem("a", "Answer", "answer"),
        replace(answer_item(DISPUTED, ORIGIN), text=((Line(DISPUTED.sentences[0]), *_LINES), ())),
        HeadingItem("e", "Evidence", "evidence"),
        replace(answer_item(SUMMARY, ORIGIN), heading="The town in short"),
        answer_item(COMPARED, ORIGIN),
        passage_item(NOBODY, ORIGIN),
        HeadingItem("u", "What is not known", "unknown"),
        answer_item(REFUSED, ORIGIN),
        OpenItem("o", "Why?", "It failed."),
    ),
    style="notes",
)

LATER = replace(ORIGIN, created="2026-11-26T12:00:00+00:00")
OTHER = Origin("0.1.0", WHEN, "cd" * 32, (("retrieval.passages", "5"), ("answering.model", "extractive")))
HELLO = replace(REFUSED, question="Hello", kind="small_talk")


def asked(*outcomes: tuple[Outcome, Origin | None]) -> list[Stored]:
    questions = [outcome.answer.question if outcome.answer else f"Open {HOSTILE}?" for outcome, _ in outcomes]
    return [Stored(n, questions[n - 1], outcome, origin) for n, (outcome, origin) in enumerate(outcomes, 1)]


TALK = asked(
    (Outcome(DISPUTED), ORIGIN),
    (Outcome(HELLO), ORIGIN),
    (Outcome(stopped=(Sentence("Half of", (1,)),)), None),
    (Outcome(problem=("The library is in use", "process 42 has the folder")), None),
    (Outcome(REFUSED), LATER),
    (Outcome(LISTED), OTHER),
    (Outcome(LISTED), None),
    (Outcome(), None),
)
CONVERSATION = transcript("../A talk", TALK)
