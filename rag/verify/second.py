"""A second opinion on a sentence: networks are asked whether its passages say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

from rag.verify.evidence import Evidence, Key
from rag.verify.tokens import Text

LONGEST = 1600  # characters of passages that are given whole
BESIDE = (-1, 1)


@dataclass(frozen=True, slots=True)
class Matter:
    """A statement and what it is to be held against.

    `texts` are the passages together and, where there are several, each by itself; `heading` names what they are about;
    `sentences` are those of the passages that matter,
    the most important first, each with its passage and number.
    """

    statement: str
    texts: tuple[str, ...]
    heading: str
    sentences: tuple[tuple[Key, str], ...]


class SecondOpinion(Protocol):
    """Judges whether passages say what a statement says; see `rag.opinion`."""

    def judge(self, matter: Matter) -> Mapping[str, float]:
        """The log-odds that they do, by the name of who says so; always the same names."""


def ask(second: SecondOpinion, statement: str, keys: Sequence[Key], evidence: Evidence) -> Mapping[str, float]:
    """What the second opinion says of the statement.

    Of long passages it gets the sentences of `keys` and those beside them, which may say who "it" is.
    """
    near = [(passage, number + step) for step in BESIDE for passage, number in keys]
    there = [key for key in dict.fromkeys(chain(keys, near)) if 0 <= key[1] < len(_sheet(key, evidence).sentences)]
    sentences = tuple((key, _sheet(key, evidence).text[slice(*evidence.span(key))]) for key in there)
    alone = [sheet.text.text for sheet in evidence.sheets]
    together = alone if sum(map(len, alone)) <= LONGEST else [text for _, text in sorted(sentences)]
    cited = [alone[passage] for passage in dict.fromkeys(passage for passage, _ in keys)] if len(alone) > 1 else []
    heading = " / ".join(dict.fromkeys(context.text for context in evidence.contexts if context.text))
    texts = ("\n".join(together), *(text for text in cited if len(text) <= LONGEST))
    return second.judge(Matter(statement, texts, heading, sentences))


def _sheet(key: Key, evidence: Evidence) -> Text:
    return evidence.sheets[key[0]].text
