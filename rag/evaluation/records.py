"""The record of one question as the journal and the report hold it: the question, the answer, the judgement.

A passage's text is written once a run: into the first record that cites it or has it among its best hits (`texts`).
"""

from __future__ import annotations

from pydantic import JsonValue

from rag.evaluation.grading import Grade, sureness
from rag.evaluation.journal import Record
from rag.evaluation.questions import Question
from rag.evaluation.ranking import DEPTH
from rag.types import Answer, Passage

BEST = 3
"""So many of the best hits have their text in the report, beside all cited passages."""


def record_of(set_name: str, question: Question, answer: Answer, judged: Grade, known: set[str]) -> Record:
    """The record; `known` are the ids of passages whose text was written before."""
    asked = question.line()
    return {
        "set": set_name,
        "id": question.id,
        "sha256": question.sha256(),
        "question": question.question,
        "kind": question.kind,
        "expected": question.answer,
        "must_include": asked["must_include"],
        "sources": asked["sources"],
        "turns": list(question.turns),
        "standalone_question": answer.standalone,
        "verdict": answer.verdict,
        "confidence": sureness(answer),
        "answer": answer.text,
        "sentences": _sentences(answer, judged),
        "citations": _citations(answer, judged),
        "hits": _hits(answer, judged),
        "stage": judged.miss.stage if judged.miss else None,
        "reason": judged.miss.reason if judged.miss else None,
        "missing": [list(fact) for fact in judged.missing],
        "model": answer.model,
        "values": {name: list(pair) for name, pair in judged.values.items()},
        "texts": _texts(answer, known),
    }


def _sentences(answer: Answer, judged: Grade) -> list[JsonValue]:
    supports = judged.supports or ("none",) * len(answer.sentences)
    return [
        {
            "text": sentence.marked,
            "citations": list(sentence.citations),
            "support": sentence.support,
            "checked": checked,
        }
        for sentence, checked in zip(answer.sentences, supports, strict=True)
    ]


def _citations(answer: Answer, judged: Grade) -> list[JsonValue]:
    return [
        {
            "number": citation.number,
            "passage_id": citation.passage.id,
            "document": citation.passage.document_id,
            "section": citation.passage.section,
            "start": citation.start,
            "end": citation.end,
            "quote": citation.quote,
            "verbatim": citation.number not in judged.unverbatim,
        }
        for citation in answer.citations
    ]


def _hits(answer: Answer, judged: Grade) -> list[JsonValue]:
    return [
        {
            "passage_id": hit.passage.id,
            "document": hit.passage.document_id,
            "section": hit.passage.section,
            "score": round(hit.score, 6),
            "gold": place is not None,
        }
        for hit, place in zip(answer.hits, judged.places or (None,) * DEPTH, strict=False)
    ]


def _texts(answer: Answer, known: set[str]) -> dict[str, JsonValue]:
    shown = [*(citation.passage for citation in answer.citations), *(hit.passage for hit in answer.hits[:BEST])]
    return {passage.id: _text(passage) for passage in shown if passage.id not in known}


def _text(passage: Passage) -> JsonValue:
    return {"document": passage.document_id, "section": passage.section, "page": passage.page, "text": passage.text}
