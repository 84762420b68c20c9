"""The sentences that answers themselves are made of: refusals, notices, small talk; no document text.

What was decided comes as a `Notice`, a kind and its values; only here does it become a sentence.
"""

from __future__ import annotations

from rag.base.types import Notice

REFUSAL = "The documents do not answer this; they were searched for {terms}."
REFUSAL_BARE = "The documents do not answer this."
NOT_SAID = "The documents don’t say this outright."
NOTHING_FOUND_ON = "The nearest sentences hold nothing on {terms}."
NOTHING_STORED = "There are no documents yet: put some into the library folder and run `aftermine ingest`."
MISSING_NAMES = "The cited passages do not mention {names}."
GREETING = (
    "Hello. Ask me about resource-exhausted cities and how declining cities revive: I answer from the documents of "
    "this library, cite the passage behind every sentence, and say so when they hold no answer."
)
THANKS = "You are welcome. Ask on whenever you like."
ABILITIES = (
    "I answer questions from the documents of this library: on China's resource-exhausted cities, on declining "
    "cities elsewhere, and on whatever you add. Every sentence cites its passage; where the documents hold no answer, "
    "I say so. Try a question about a place, a policy, a number, a reason, or a comparison."
)
GLAD = "Good. Ask on whenever you like."
MAKERS = (
    "I am Aftermine, a program with open source code, not a person and not a service on the net: I find the "
    "passages of "
    "this library that answer a question and quote them with their sources, all on this computer unless you connect a "
    "chat model. Ask me about a place, a policy, a number or a reason."
)
BLAME = (
    "I may well be wrong. Open the cited passages to see what the documents say, mark the answer as wrong with the "
    "buttons below it, and ask again with more detail: the place, the year, the thing."
)
PLAYFUL = (
    "I am only good at one thing: answering from the documents of this library, with sources. Ask me about a place, a "
    "policy, a number or a reason."
)
FAREWELL = "Goodbye."
SMALL_TALK = {
    "greeting": GREETING,
    "thanks": THANKS,
    "abilities": ABILITIES,
    "glad": GLAD,
    "makers": MAKERS,
    "blame": BLAME,
    "playful": PLAYFUL,
    "farewell": FAREWELL,
}
NOTHING_ON = "The documents have nothing on {names}."
NOT_ABOUT = "The passages that were found do not mention {names}."
NOT_ANSWERED = "Passages that mention {names} were found, but they do not answer this."
NOT_ENGLISH = (
    "Questions have to be in English for now; this one is mostly in Chinese. 目前只能用英文提问，请用英文再问一次。"
)
WHICH_DOCUMENT = (
    "Choose the document first: name it by its title, as in “Summarize ‘{title}’”, or ask only that document, and ask "
    "again."
)
OTHER_YEARS = "The passages that were found say nothing of {years}; they tell of {first} to {last}."
NO_SUCH_YEAR = "The passages that were found say nothing of {years}."
OTHERWISE = "No: “{quote}” ({place})."
UNCOVERED = "The passages that were found do not answer this part: “{part}”."
SUGGEST_TERM = "What is meant by “{term}”?"
SUGGEST_NAME = "What is there to say about {name}?"
UNKNOWN_MARKERS = "A passage that does not exist is cited behind “{sentence}”."
REPLACED = "The answer of {model} was not borne out by its passages; this is the answer in the documents' own words."
SAYS_IN_PART = "{model} says that the passages do not answer all of this."
CUT_OFF = "The reply was cut off before its end."
NOTHING_WRITTEN = "no complete sentence came in time"
CUT_SHORT = "The reply of {model} broke off ({reason}); this is the answer in the documents' own words."
UNKNOWN_SUBJECTS = "The documents do not speak of {subjects}, so there is nothing to compare."
NOTHING_TO_COMPARE = "The documents name {subjects}, but say nothing of them that could be laid side by side."
NOTHING_SAID_OF = "The documents say nothing of {subjects} that could be compared."
SUMMARY_OF = "Summarize “{name}”"
UNKNOWN_TOPIC = "The documents have too little on “{name}” for a summary: no passage that was found is about it."
NOTHING_TO_SUMMARISE = "“{name}” holds no sentence that could be quoted, so there is nothing to summarize."
NOTHING_SO_SHORT = "No sentence that can stand alone fits into {words} words: ask for a longer summary."
ABOUT_SECTION = "What does “{title}” say about {section}?"

_OF_NOTICES = {
    "refusal": REFUSAL,
    "refusal_bare": REFUSAL_BARE,
    "not_said": NOT_SAID,
    "nothing_found_on": NOTHING_FOUND_ON,
    "nothing_stored": NOTHING_STORED,
    "missing_names": MISSING_NAMES,
    "nothing_on": NOTHING_ON,
    "not_about": NOT_ABOUT,
    "not_answered": NOT_ANSWERED,
    "not_english": NOT_ENGLISH,
    "which_document": WHICH_DOCUMENT,
    "other_years": OTHER_YEARS,
    "no_such_year": NO_SUCH_YEAR,
    "otherwise": OTHERWISE,
    "uncovered": UNCOVERED,
    "unknown_markers": UNKNOWN_MARKERS,
    "replaced": REPLACED,
    "says_in_part": SAYS_IN_PART,
    "cut_off": CUT_OFF,
    "cut_short": CUT_SHORT,
    "unknown_subjects": UNKNOWN_SUBJECTS,
    "nothing_to_compare": NOTHING_TO_COMPARE,
    "nothing_said_of": NOTHING_SAID_OF,
    "unknown_topic": UNKNOWN_TOPIC,
    "nothing_to_summarise": NOTHING_TO_SUMMARISE,
    "nothing_so_short": NOTHING_SO_SHORT,
    **SMALL_TALK,
}


def said(notice: Notice) -> str:
    """The sentence of a notice."""
    return _OF_NOTICES[notice.kind].format(**{name: listed(name, value) for name, value in notice.values.items()})


def listed(name: str, value: str | tuple[str, ...]) -> str:
    """Several values in one line: terms and subjects in quotation marks, the last of the terms behind an "and"."""
    if isinstance(value, str):
        return value
    quoted = value if name in {"names", "years"} else [f"“{each}”" for each in value]
    *first, last = quoted
    return f"{', '.join(first)} and {last}" if first and name == "terms" else ", ".join(quoted)
