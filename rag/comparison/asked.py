"""Which questions ask for a comparison and nothing else: "compare X and Y", "how do X and Y differ?", "X versus Y"."""

from __future__ import annotations

import re

from rag.index import Index
from rag.subjects import subjects
from rag.text import fold

MOST = 4
_PATTERNS = tuple(
    re.compile(
        rf"\W*(?:(?:please|can you|could you|i want to|let['’]s) )*{pattern}(?:,? please)?\s*[?.!]*\s*", re.IGNORECASE
    )
    for pattern in (
        r"(?:compare|contrast|compare and contrast) (?P<each>.+?)",
        r"(?:make |give me |show me )?a comparison (?:of|between) (?P<each>.+?)",
        r"how (?:do|does|did|are|is) (?P<each>.+?) (?:differ(?:ent)?|compare)(?: (?:from|with|to) (?P<other>.+?)|"
        r" from (?:each other|one another))?",
        r"(?:what(?: is|['’]s| are)|tell me|explain|describe) the (?:main )?differences? between (?P<each>.+?)",
        r"(?P<each>.+?)[:,–—-]+ (?:how do they (?:differ|compare)|what(?: is|['’]s) the difference|compared)",
        r"(?P<each>[^?]+?\s(?:vs\.?|versus)\s[^?]+)",
    )
)
_BETWEEN = re.compile(r",\s+and\s+|\s*[,;]\s+|\s+(?:and|with|to|vs\.?|versus|against)\s+", re.IGNORECASE)


def requested(text: str, index: Index) -> tuple[str, ...]:
    """The subjects that a question asks to compare, two to four as the corpus names them; else nothing.

    Nothing too where the question asks for one attribute ("which had more people?") or a part is no known subject.
    """
    for pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            groups = match.groupdict()
            return _known([groups["each"], *([groups["other"]] if groups.get("other") else [])], index)
    return ()


def _known(parts: list[str], index: Index) -> tuple[str, ...]:
    known = subjects(index)
    names: list[str] = []
    for part in parts:
        whole = [part] if known.is_listed(part) else _BETWEEN.split(part)
        names += [name for name in whole if name.strip()]
    found = [subject.name for name in names if (subject := known.meant(name))]
    distinct = len({fold(name) for name in found}) == len(found) == len(names)
    return tuple(found) if distinct and 2 <= len(found) <= MOST else ()
