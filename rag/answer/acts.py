"""What is wanted of the answer before: it shorter, longer, more on that, as a table, or where it comes from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answer.extractive import Composed
from rag.base.types import Answer, Citation, Sentence, Turn
from rag.language.sentences import count_words
from rag.question.analysis import questions
from rag.question.request import Kinds

SCALES = {"shorter": 0.5, "longer": 2.0}


@dataclass(frozen=True, slots=True)
class Act:
    """What is wanted of the answer to a question of the conversation.

    `before` are the turns that the question was asked after, `answer` its last answer where that is known, `scale` is
    how much longer the answer may be, `told` are the passages that were cited, where others are wanted.
    """

    name: str
    question: str
    before: tuple[Turn, ...]
    answer: Answer | None
    scale: float
    told: frozenset[str]

    def scale_of(self, words: int) -> float:
        """How many words an answer may have, for `words` that it might have had; a shorter one is half of the last."""
        told = count_words(self.answer.text) if self.answer and self.answer.sentences else words
        return min(words * self.scale, told / 2) if self.scale < 1 else words * self.scale

    def told_in(self, answer: Answer) -> Act:
        """The same act on the last of the answers that were given, of which this is the next one."""
        passages = (citation.passage.id for citation in answer.citations)
        told = self.told.union(passages) if self.name == "more" else self.told
        return replace(self, answer=answer, told=told)


def act_on(name: str, turns: Sequence[Turn], kinds: Kinds) -> Act | None:
    """What an act with the name of its kind acts on; None where the corpus wasn't asked anything yet."""
    asked = questions(turns, kinds, 1)
    if not asked:
        return None
    place = max(n for n, turn in enumerate(turns) if turn is asked[0])
    since = [kinds.of(turn.question, asked=True).name for turn in turns[place + 1 :]]
    scale = math.prod(SCALES.get(each, 1.0) for each in (*since, name))
    act = Act(name, asked[0].question, tuple(turns[:place]), None, scale, frozenset())
    for turn in turns[place:]:
        act = act.told_in(turn.answer) if turn.answer and turn.answer.citations else act
    return act


def sources(citations: Sequence[Citation], standalone: str) -> Composed:
    """The cited words, each behind the document, the section and the publications that it comes from."""
    sentences = tuple(Sentence(each.quote, (each.number,), about=_origin(each)) for each in citations)
    return Composed(standalone, "sources", "answered", sentences, tuple(citations))


def shaped(act: Act, answer: Composed) -> Composed:
    """The answer in the form that is wanted; without sentences it stays as it is."""
    if not answer.sentences:
        return answer
    if act.name == "sources":
        return replace(sources(answer.citations, answer.standalone), hits=answer.hits, confidence=answer.confidence)
    return replace(answer, kind="list") if act.name == "table" and not answer.comparison else answer


def _origin(citation: Citation) -> str:
    named = [", ".join(filter(None, (s.publisher or s.author or s.title, str(s.year or "")))) for s in citation.sources]
    return f"{citation.passage.path} ({'; '.join(named)})" if named else citation.passage.path
