"""Where the gold sections stand among the passages (by ir-measures), and the stage at which a question failed.

The unit is the section: of several passages of one gold section only the first counts, so that repeating it gains
nothing; the texts of a public set are ranked once each. The stages are retrieval, the decision to answer, the choice of
passages, the choice of words, support; a fact counts as retrieved only in a passage from a gold place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from rag.base.types import Answer, Hit, Passage
from rag.evaluation.question_set import Gold, Question, Spellings, found, has, lacking, plain

DEPTH = 10
MEASURES = {
    "hit@1": "Success@1",
    "hit@5": "Success@5",
    "hit@10": "Success@10",
    "mrr@10": "RR",
    "ndcg@10": "nDCG@10",
    "recall@5": "R@5",
}
"""The names that ir-measures has for the metrics."""


def matches(passage: Passage, gold: Gold) -> bool:
    """Whether the passage is from the gold place: its document, and there the section or one inside it."""
    if passage.document_id != gold.document:
        return False
    if gold.section is None:
        return True
    wanted = plain(gold.section)
    return any(plain(heading) == wanted for heading in (*passage.headings, passage.section))


def once(hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The best passage of each document, as published measures rank documents; at most ten."""
    best: dict[str, Hit] = {}
    for hit in hits:
        best.setdefault(hit.passage.document_id, hit)
    return tuple(best.values())[:DEPTH]


def gold_places(hits: Sequence[Hit], golds: Sequence[Gold]) -> tuple[int | None, ...]:
    """For each of the ten best hits which gold it finds first (its position in `golds`), or None."""
    left = list(range(len(golds)))
    places: list[int | None] = []
    for hit in hits[:DEPTH]:
        place = next((index for index in left if matches(hit.passage, golds[index])), None)
        if place is not None:
            left.remove(place)
        places.append(place)
    return tuple(places)


def measure(places: Sequence[int | None], golds: int) -> dict[str, float]:
    """The ranking's figures for one question, from what `gold_places` gives and the number of golds."""
    import ir_measures

    wanted = {name: ir_measures.parse_measure(measure) for name, measure in MEASURES.items()}
    qrels = [ir_measures.Qrel("q", f"gold-{number}", 1) for number in range(golds)]
    run = [
        ir_measures.ScoredDoc("q", f"other-{rank}" if place is None else f"gold-{place}", float(DEPTH - rank))
        for rank, place in enumerate(places[:DEPTH])
    ]
    values = {result.measure: float(result.value) for result in ir_measures.iter_calc(wanted.values(), qrels, run)}
    return {name: values.get(measure, 0.0) for name, measure in wanted.items()}


Stage = Literal[
    "error",
    "answered an unanswerable",
    "not retrieved",
    "refused",
    "retrieved but not used",
    "fact missing",
    "unsupported",
]
STAGES: tuple[Stage, ...] = get_args(Stage)


@dataclass(frozen=True, slots=True)
class Miss:
    """The stage that failed, and a sentence that says at what."""

    stage: Stage
    reason: str


def name_stage(
    question: Question, answer: Answer, missing: Sequence[Spellings], unsupported: Sequence[str]
) -> Miss | None:
    """Why the answer is not a right one; None where it is. `missing` are key facts, `unsupported` sentences of it."""
    refused = answer.verdict == "not_in_corpus"
    if not question.answerable and refused:
        return None
    if not question.answerable:
        return Miss("answered an unanswerable", "the documents can't answer this, yet it was answered")
    lost = _lost(question, answer, missing, refused)
    if lost is None and unsupported:
        short = unsupported[0] if len(unsupported[0]) <= 80 else unsupported[0][:79] + "…"
        return Miss("unsupported", f"nothing cited supports {short!r}")
    return lost


def _lost(question: Question, answer: Answer, missing: Sequence[Spellings], refused: bool) -> Miss | None:
    if question.must_include and not missing:
        return None
    ranked = {n: hit.passage for n, hit in enumerate(answer.hits[:DEPTH], start=1) if _is_gold(hit.passage, question)}
    gold = list(ranked.values())
    if not gold:
        return Miss("not retrieved", f"none of the first {DEPTH} passages is from {_places(question)}")
    absent = lacking(missing, _text(gold))
    if absent:
        told = _facts(absent, ())
        return Miss("not retrieved", f"no passage of the first {DEPTH} from {_places(question)} holds {told}")
    if refused:
        best = max(ranked, key=lambda rank: sum(found(missing, _text([ranked[rank]]))))
        return Miss("refused", f"refused, though the passage at rank {best} holds the answer")
    cited = [citation.passage for citation in answer.citations if _is_gold(citation.passage, question)]
    if not cited:
        return Miss("retrieved but not used", f"no passage from {_places(question)} is cited")
    unused = lacking(missing, _text(cited))
    if unused:
        return Miss("retrieved but not used", f"the passage that holds {_facts(unused, gold)} is not cited")
    if missing:
        return Miss("fact missing", f"a cited passage holds {_facts(missing, cited)}, the answer doesn't")
    return None


def _is_gold(passage: Passage, question: Question) -> bool:
    return any(matches(passage, gold) for gold in question.sources)


def _text(passages: Sequence[Passage]) -> str:
    return "\n".join(f"{' > '.join(passage.headings)}\n{passage.text}" for passage in passages)


def _facts(facts: Sequence[Spellings], passages: Sequence[Passage]) -> str:
    """Each fact in the spelling that stands in the passages, in its first one where none does."""
    text = _text(passages)
    return ", ".join(repr(next((each for each in fact if has(each, text)), fact[0])) for fact in facts)


def _places(question: Question) -> str:
    return ", ".join(
        f"{gold.document!r}" + (f" # {gold.section!r}" if gold.section else "") for gold in question.sources
    )
