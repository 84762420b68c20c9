"""Greetings, thanks, and questions about the program itself: they get a helpful reply of their own, not a search."""

from __future__ import annotations

import re

from rag import phrases

_POLITE = r"(?:(?:hi|hello|hey|thanks|thank you|please|ok(?:ay)?|great|well|so|and|there|aftermine)\W+)*"
_ABILITIES = (
    r"what (?:can|do) you (?:do|know|answer|offer)|what can i ask(?: you)?"
    r"|how (?:do|does|can) (?:you|this|it) (?:work|help)"
    r"|how (?:do|can) i use (?:you|this)|who (?:are|made|built|wrote) you|what are you|what is (?:this|aftermine)"
    r"|help(?: me)?|are you (?:an? )?\w+|can you help(?: me)?|introduce yourself"
)
_GREETINGS = (
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|ni hao|你好|您好)"
    r"(?: there| aftermine| all| everyone)*"
)
_HOW = r"how are you(?: doing)?(?: today)?"
_REPLIES = tuple(
    (re.compile(pattern, re.IGNORECASE), answer)
    for pattern, answer in (
        (rf"{_POLITE}(?:{_ABILITIES})(?: with| about| here| please| today)*", phrases.ABILITIES),
        (
            rf"{_POLITE}(?:thanks|thank you|thx|cheers)(?: \w+){{0,4}}|great|good|nice|perfect|ok(?:ay)?|cool",
            phrases.THANKS,
        ),
        (r"good ?bye|bye(?: bye)?|see you(?: later)?|good night", phrases.FAREWELL),
        (rf"{_GREETINGS}(?:\W+{_HOW})?|{_HOW}|how is it going|what's up", phrases.GREETING),
    )
)


def reply(text: str) -> str | None:
    """The reply to small talk; None where the text is a question for the corpus."""
    said = re.sub(r"^\W+|\W+$", "", " ".join(text.replace("’", "'").split()))
    return next((answer for pattern, answer in _REPLIES if pattern.fullmatch(said)), None)
