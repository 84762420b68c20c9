"""The JSON shapes that other programs rely on: answers, hits and documents as plain dictionaries."""

from __future__ import annotations

from dataclasses import asdict, replace

from rag.base.types import Answer, Citation, Comparison, Document, Hit, Sentence
from rag.language.sentences import count_words

Json = dict[str, object]


def answer_json(answer: Answer) -> Json:
    """The answer object of the contract."""
    near = answer.nearest
    extra = {
        "coverage": answer.coverage and asdict(answer.coverage),
        "reasons": [{"kind": reason.kind, **reason.values} for reason in answer.reasons] or None,
        "nearest": near and [_sentence(sentence) for sentence in near.sentences],
        "nearest_citations": near and [_citation(citation) for citation in near.citations],
        "missing": near and list(near.missing),
        "correction": answer.correction and asdict(answer.correction),
        "otherwise": answer.otherwise or None,
        "comparison": answer.comparison and _comparison(answer.comparison),
    }
    return {
        "question": answer.question,
        "standalone_question": answer.standalone,
        "context": list(answer.context),
        "verdict": answer.verdict,
        "kind": answer.kind,
        "confidence": round(answer.confidence, 4),
        "answer": answer.text,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "citations": [_citation(citation) for citation in answer.citations],
        "hits": [_short_hit(hit) for hit in answer.hits],
        "disagreement": asdict(answer.disagreement) if answer.disagreement else None,
        "suggestions": list(answer.suggestions),
        "warnings": list(answer.warnings),
        "model": answer.model,
        "seconds": round(answer.seconds, 4),
        **{name: value for name, value in extra.items() if value is not None},
    }


def hit_json(hit: Hit) -> Json:
    """A search result: the passage and every reason why it was found."""
    return _short_hit(hit) | {
        "dense_rank": hit.dense_rank,
        "sparse_rank": hit.sparse_rank,
        "rerank_score": None if hit.rerank_score is None else round(hit.rerank_score, 6),
        "title": hit.passage.title,
        "start": hit.passage.span[0],
        "end": hit.passage.span[1],
        "text": hit.passage.text,
    }


def document_json(document: Document, passages: int) -> Json:
    """A document of the library without its text; `passages` is how many it was cut into."""
    return {
        "id": document.id,
        "title": document.title,
        "path": document.path,
        "kind": document.kind,
        "language": document.language,
        "topics": list(document.topics),
        "places": list(document.places),
        "passages": passages,
        "words": count_words(document.text),
        "sources": [asdict(source) for source in document.sources],
        "sha256": document.sha256,
        "warnings": list(document.warnings),
    }


def _sentence(sentence: Sentence) -> Json:
    bare = replace(sentence, about="", explained="")  # the quoted words alone, without what the answer's text adds
    told: Json = {"text": bare.marked, "citations": list(sentence.citations), "support": sentence.support}
    return told | {name: value for name in ("about", "explained", "point") if (value := getattr(sentence, name))}


def _comparison(comparison: Comparison) -> Json:
    """An empty list of sentences is a cell that the corpus does not fill."""
    rows = [
        {"aspect": aspect.name, "cells": [[_sentence(each) for each in cell] for cell in aspect.cells]}
        for aspect in comparison.aspects
    ]
    differ = [_sentence(each) for each in comparison.differ]
    return {"subjects": list(comparison.subjects), "rows": rows} | ({"differ": differ} if differ else {})


def _citation(citation: Citation) -> Json:
    passage = citation.passage
    return {
        "number": citation.number,
        "passage_id": passage.id,
        "document": passage.document_id,
        "title": passage.title,
        "section": passage.section,
        "page": citation.page,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
        "passage": passage.text,
        "sources": [asdict(source) for source in citation.sources],
    }


def _short_hit(hit: Hit) -> Json:
    passage = hit.passage
    return {
        "passage_id": passage.id,
        "document": passage.document_id,
        "section": passage.section,
        "page": passage.page,
        "score": round(hit.score, 6),
    }
