"""Whether the passages answer the question: signals weighed by a fitted model; below the threshold is a refusal."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.language.tokens import stems
from rag.question.analysis import Question
from rag.search.candidate_sentences import UNREAD
from rag.search.retriever import Candidate

Features = dict[str, float]
COVERED = 5  # passages of which the best must hold the question's words


def confidence_features(question: Question, candidates: Sequence[Candidate], weights: Mapping[str, float]) -> Features:
    """The signals, by name, of about -1 to 1 each; none where nothing was found. `weights` are those of the terms.

    Five are enough: twelve more were measured and made the cross-validated model worse, since few public questions are
    unanswerable. "look" and "any" are there where a reader looked; a cross-encoder's logits are of another scale.
    """
    if not candidates:
        return {}
    texts = (c.passage for c in candidates[:COVERED])
    held = [stems(" ".join((passage.path, passage.text))) for passage in texts]
    shares = [sum(weight for term, weight in weights.items() if term in text) for text in held]
    signals = {
        "cosine": max(c.cosine for c in candidates),
        "covered": max(shares),
        "wants_number": float(question.wants_number),
    }
    if logits := [c.look.logit for c in candidates if c.look and c.look.reading]:
        signals["look"] = max(logits) / -UNREAD
        signals["any"] = 1 - math.prod(1 / (1 + math.exp(logit)) for logit in logits)
    if question.before:  # read with other questions, everything is less like a question's own passage
        signals |= {f"{name}_in_context": value for name, value in signals.items()} | {"in_context": 1.0}
    return signals
