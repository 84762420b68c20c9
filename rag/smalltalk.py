"""Greetings, thanks, and questions about the program itself: they get a helpful reply of their own, not a search."""

from __future__ import annotations

import re

from rag import phrases

_POLITE = r"(?:(?:hi|hello|hey|thanks|thank you|please|ok(?:ay)?|great|well|so|and|there|aftermine)\W+)*"
_REPLIES = (
    (
        re.compile(
            rf"{_POLITE}(?:what (?:can|do) you (?:do|know|answer|offer)|what can i ask|how (?:do|does|can) (?:you|this|it|i use (?:you|this)) ?"
            r"(?:work|help)?|who (?:are|made|built|wrote) you|what are you|what is (?:this|aftermine)|help(?: me)?|are you (?:a |an )?\w+|"
            r"can you help(?: me)?|introduce yourself)(?: with| about| here| please| today)*",
            re.I,
        ),
        phrases.ABILITIES,
    ),
    (re.compile(rf"{_POLITE}(?:thanks|thank you|thx|cheers|ta)(?: \w+){{0,4}}|(?:great|good|nice|perfect|ok(?:ay)?|cool)", re.I), phrases.THANKS),
    (re.compile(r"(?:good ?bye|bye(?: bye)?|see you(?: later)?|good night)", re.I), phrases.FAREWELL),
    (
        re.compile(
            r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|nǐ hǎo|ni hao|你好|您好)(?: there| aftermine| all| everyone)*"
            r"(?:\W+how are you(?: doing)?(?: today)?)?|how are you(?: doing)?(?: today)?|how is it going|what's up",
            re.I,
        ),
        phrases.GREETING,
    ),
)  # fmt: skip


def reply(text: str) -> str | None:
    """The reply to small talk; None where the text is a question for the corpus."""
    said = " ".join(text.replace("’", "'").split()).strip(" \t!?.,;:…😀👋🙏")
    return next((answer for pattern, answer in _REPLIES if pattern.fullmatch(said)), None)
