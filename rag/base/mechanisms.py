"""The mechanisms of finding, answering, refusing and checking, and how to switch them off to see what each brings.

An evaluation runs again without one (`aftermine evaluate --ablate NAME`); nothing else ever switches one off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from rag.base.errors import UsageError

MECHANISMS: Mapping[str, str] = {
    # what is asked
    "spelling": "reads misspelt words as the corpus spells them",
    "commoner_names": "asks under the name that the corpus uses most, where it gives another one in brackets",
    "small_talk": "answers greetings and questions about the program without a search",
    "summaries": "makes a summary where one is asked for",
    "acts": "takes up the answer before: shorter, longer, more, as a table, its sources",
    "comparisons": "sets subjects side by side where that is asked for",
    "conversation": "searches and reads a question with those before it",
    "own_words": "of this: weighs the question's own words apart, where nothing votes",
    "anchor": "of this: reaches back to the question that names the subject",
    "in_place_of": "of this: puts a new place in the place of the one before",
    "preamble": "reads what a message asks without what it says before of whoever asks, where that is surer",
    "sides": "asks a question of several subjects of each alone",
    # what is found
    "bm25": "finds passages by words",
    "reranker": "reads the best passages together with the question",
    "named_rows": "reads and tells of a table the row that the question names",
    "asked_questions": "lets questions that documents are known to answer vote for passages and sentences",
    "likeness": "tells which asked questions are alike by what answers them, not by the embedder alone",
    "aspects": "sets side by side what is told of the same aspect of things that documents tell of",
    # what is answered
    "unquotable": "leaves out links, orders and turns of a chat",
    "heading_names": "puts the name of a section above sentences that leave it unsaid",
    "picking": "picks sentences, not runs, where the nearest asked questions have several answers",
    "entries": "opens with the section whose heading nearly is the question",
    "openers": "leaves out short sentences that only open what is not told",
    "one_value": "lets less good sentences count for little where a number, a date, a place or a person is asked for",
    "lead_ins": "adds the short sentence that leads up to one in its paragraph",
    "left_context": "adds the sentences before that one can't be understood without",
    "novelty": "leaves out what was told already",
    "section_labels": "says of which section each stretch is, where an answer quotes several",
    "explanations": "says in square brackets what a sentence points back to, where its document comes with that",
    "disagreement_among": "tells where passages of the answer differ",
    "disagreement_beside": "tells where another document says otherwise",
    # when nothing is
    "plain_threshold": "asks more confidence of a question for one thing",
    "bare": "reads a follow-up without the questions before too, and doubts what only these get answered",
    "confidence": "refuses below the threshold",
    "false_premise": "refuses where a passage denies what the question takes for granted",
    "asked_names": "doesn't warn of a name with which people are known to ask such things",
    "missing_warnings": "warns of names and years that the answer lacks",
    "parts": "answers the part that can be, where the whole can't",
    "part_answers": "tells what answers a part that the answer lacks",
    "part_warnings": "warns of a part that is not covered",
    "same_words": "doubts a part for which the reader points at what answers the first",
    "not_english": "says that only English is understood instead of suggesting questions",
    "nearest": "shows the nearest sentences with a refusal",
    "suggestions": "offers questions that are answered with a refusal",
    # whether passages say so
    "check_exact": "passes the passage's own words",
    "check_heading": "passes them behind a heading too",
    "check_numbers": "objects to numbers that no passage gives",
    "check_limits": "objects to another or the opposite limit",
    "check_small_counts": "lets small counts in words be",
    "check_counts_alike": "takes the same number in another dress",
    "check_follows": "takes ranges from their ends and spans from years",
    "check_reckoned": "lets a second opinion judge totals, differences and shares",
    "check_misquoted": "doesn't let it judge a number close to another one",
    "check_names": "objects to names that no passage has",
    "check_country": "lets a second opinion judge China for the country",
    "check_quotes": "objects to quoted words that no passage has",
    "check_negation": "objects to a not that came or went",
    "check_direction": "objects to a fall that was a rise",
    "check_opposites": "objects to a word that became its opposite",
    "check_synonyms": "takes words near in meaning for each other",
    "second_opinion": "asks networks where the rules leave it open",
    "overruling": "lets them overrule the softer checks",
}
"""The name of each with its purpose."""

_off: ContextVar[frozenset[str]] = ContextVar("off", default=frozenset())


def on(name: str) -> bool:
    """Whether a mechanism is at work: always but within `without`."""
    return name not in _off.get()


def require(names: Iterable[str]) -> None:
    """Raises UsageError for a name that no mechanism has."""
    if unknown := [name for name in names if name not in MECHANISMS]:
        raise UsageError(f"there is no mechanism {unknown[0]!r}: take one of {', '.join(MECHANISMS)}")


@contextmanager
def without(names: Iterable[str]) -> Iterator[None]:
    """Switches mechanisms off in this thread as long as the context lasts. Raises what `require` raises."""
    off = frozenset(names)
    require(off)
    token = _off.set(_off.get() | off)
    try:
        yield
    finally:
        _off.reset(token)
