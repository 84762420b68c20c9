"""The sentences that answers themselves are made of: refusals, notices, small talk; no document text.

What was decided comes as a `Notice`, a kind and its values; only here does it become a sentence.
"""

from __future__ import annotations

import re

from rag.base.types import Notice
from rag.language.tokens import stop_words

SUGGEST_NAME = "What is there to say about {name}?"
NOTHING_WRITTEN = "no complete sentence came in time"
SUMMARY_OF = "Summarize “{name}”"
_ABOUT_SECTION = "What does “{title}” say about {section}?"
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*|[IVXLC]+)[.)]\s+")

NOTICES = {
    "refusal": "The documents do not answer this; they were searched for {terms}.",
    "refusal_bare": "The documents do not answer this.",
    "not_said": "The documents don’t say this outright.",
    "nothing_found_on": "The passages that were found hold nothing on {terms}.",
    "nothing_stored": "There are no documents yet: put some into the library folder and run `aftermine ingest`.",
    "missing_names": "The cited passages do not mention {names}.",
    "nothing_on": "The documents have nothing on {names}.",
    "not_english": (
        "Questions have to be in English for now; this one is mostly in Chinese. 目前只能用英文提问，请用英文再问一次。"
    ),
    "which_document": (
        "Choose the document first: name it by its title, as in “Summarize ‘{title}’”, or ask only that document, "
        "and ask again."
    ),
    "other_years": "The passages that were found say nothing of {years}; they tell of {first} to {last}.",
    "no_such_year": "The passages that were found say nothing of {years}.",
    "otherwise": "No: “{quote}” ({place}).",
    "uncovered": "No passage that was found surely answers this part: “{part}”.",
    "unknown_markers": "A passage that does not exist is cited behind “{sentence}”.",
    "replaced": (
        "The answer of {model} was not borne out by its passages; this is the answer in the documents' own words."
    ),
    "says_in_part": "{model} says that the passages do not answer all of this.",
    "cut_off": "The reply was cut off before its end.",
    "cut_short": "The reply of {model} broke off ({reason}); this is the answer in the documents' own words.",
    "unknown_subjects": "The documents do not speak of {subjects}, so there is nothing to compare.",
    "nothing_to_compare": "The documents name {subjects}, but say nothing of them that could be laid side by side.",
    "nothing_said_of": "The documents say nothing of {subjects} that could be compared.",
    "unknown_topic": "The documents have too little on “{name}” for a summary: no passage that was found is about it.",
    "nothing_to_summarise": "“{name}” holds no sentence that could be quoted, so there is nothing to summarize.",
    "nothing_so_short": "No sentence that can stand alone fits into {words} words: ask for a longer summary.",
    "greeting": (
        "Hello. Ask me about resource-exhausted cities and how declining cities revive: I answer from the "
        "documents of this library, cite the passage behind every sentence, and say so when they hold no answer."
    ),
    "thanks": "You are welcome. Ask on whenever you like.",
    "abilities": (
        "I answer questions from the documents of this library: on China's resource-exhausted cities, on declining "
        "cities elsewhere, and on whatever you add. Every sentence cites its passage; where the documents hold no "
        "answer, I say so. Try a question about a place, a policy, a number, a reason, or a comparison."
    ),
    "glad": "Good. Ask on whenever you like.",
    "makers": (
        "I am Aftermine, a program with open source code, not a person and not a service on the net: I find the "
        "passages of this library that answer a question and quote them with their sources, all on this computer "
        "unless you connect a chat model. Ask me about a place, a policy, a number or a reason."
    ),
    "blame": (
        "I may well be wrong. Open the cited passages to see what the documents say, mark the answer as wrong with "
        "the buttons below it, and ask again with more detail: the place, the year, the thing."
    ),
    "playful": (
        "I am only good at one thing: answering from the documents of this library, with sources. Ask me about a "
        "place, a policy, a number or a reason."
    ),
    "farewell": "Goodbye.",
}
"""The sentence of each kind of notice."""


def about_section(title: str, heading: str) -> str:
    """The question on what stands below a heading, which stays as it is where it is one."""
    bare = _NUMBERED.sub("", heading)
    if bare.endswith("?"):
        return bare
    first, *rest = bare.split(" ")
    opening = first.lower() if first.lower() in stop_words() else first
    return _ABOUT_SECTION.format(title=title, section=" ".join((opening, *rest)))


def said(notice: Notice) -> str:
    """The sentence of a notice."""
    return NOTICES[notice.kind].format(**{name: listed(name, value) for name, value in notice.values.items()})


def listed(name: str, value: str | tuple[str, ...]) -> str:
    """Several values in one line: terms and subjects in quotation marks, the last of the terms behind an "and"."""
    if isinstance(value, str):
        return value
    quoted = value if name in {"names", "years"} else [f"“{each}”" for each in value]
    *first, last = quoted
    return f"{', '.join(first)} and {last}" if first and name == "terms" else ", ".join(quoted)
