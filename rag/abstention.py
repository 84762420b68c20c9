"""Whether the passages answer the question: signals weighed by a fitted model; below the threshold is a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.extractive import Draft
from rag.question import Question, stems
from rag.retrieval import Candidate
from rag.text import fold

Features = dict[str, float]


def confidence_features(
    question: Question, candidates: Sequence[Candidate], draft: Draft, weights: Mapping[str, float]
) -> Features:
    """The signals, by name, of about 0 to 1 each; all 0 where nothing was found. `weights` are those of the terms."""
    if not candidates:
        return {}
    first = candidates[0]
    looks = sorted((c.look.logit for c in candidates if c.look), reverse=True)
    readings = [c.look.reading for c in candidates if c.look and c.look.reading]
    lates = sorted((c.matches.score for c in candidates if c.matches), reverse=True)
    return {
        "look": looks[0] / 11 if looks else 0.0,
        "look_second": looks[1] / 11 if len(looks) > 1 else 0.0,
        "read_any": 1 - math.prod(1 - reading.answerable for reading in readings),
        "read_span": max((reading.answerable * reading.span_score for reading in readings), default=0.0),
        "late": lates[0] if lates else 0.0,
        "late_gap": lates[0] - sum(lates) / len(lates) if lates else 0.0,
        "cosine": max(c.cosine for c in candidates),
        "sentence": draft.best,
        "first_twice": float(first.dense_rank == 1 and first.sparse_rank == 1),
        **_coverage(question, candidates, draft, weights),
    }


def missing_names(question: Question, candidates: Sequence[Candidate], draft: Draft) -> tuple[str, ...]:
    """Names and numbers of the question that neither the answer nor its passages and headings hold."""
    used = {unit.passage.id: unit.passage for unit in draft.units} or {c.passage.id: c.passage for c in candidates[:3]}
    text = fold(" ".join(" ".join((p.title, *p.headings, p.text)) for p in used.values()))
    return tuple(each for each in (*question.names, *question.numbers) if fold(each) not in text)


def _coverage(
    question: Question, candidates: Sequence[Candidate], draft: Draft, weights: Mapping[str, float]
) -> Features:
    answer = stems(" ".join(unit.text for unit in draft.units))
    passages = [c.passage for c in candidates[:5]]
    texts = [stems(" ".join((p.title, *p.headings, p.text))) for p in passages]
    shares = [sum(weight for term, weight in weights.items() if term in text) for text in texts]
    asked = len(question.names) + len(question.numbers)
    missing = len(missing_names(question, candidates, draft))
    return {
        "covered_answer": sum(weight for term, weight in weights.items() if term in answer),
        "covered_passage": max(shares, default=0.0),
        "missing_names": missing / asked if asked else 0.0,
        "wants_number": float(question.wants_number),
        "terms": min(len(question.terms), 12) / 12,
    }
