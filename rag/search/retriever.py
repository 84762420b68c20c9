"""Finding passages: by meaning and by words, joined, and read again with the question; not here: sentences, answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from rag.base.mechanisms import on
from rag.base.settings import Retrieval
from rag.base.types import Hit, Passage
from rag.models.embedder import Embedder
from rag.models.reader import Reading
from rag.search.asked import NO_VOTES, Votes, asked_in
from rag.search.reranker import Look, SecondLook
from rag.store.index import Index
from rag.store.vectors import Vector

POOL = 50  # passages that each ranking may put forward
AT_ONCE = 2  # passages that are read side by side
BARE = 2  # passages that a follow-up is read with once more, without the questions before
SECOND_LOOK = 6  # passages that are read together with the question, if the first ones don't answer it
KEYWORD_WEIGHT = 0.1  # cosine + 0.1 BM25/max; see DECISIONS.md
VOTES_WEIGHT = 0.5  # added for the largest share of the votes that a sentence of the passage has
OWN = 0.3  # what a follow-up's own vector counts beside that with the questions before it, where nothing votes
RRF_K = 60  # the usual constant of reciprocal rank fusion (Cormack et al. 2009)


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
        return [ranked[:k] for ranked in found]

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
        votes = self._votes(vector, before, scope)
        if before and not votes.shares and on("own_words"):
            (own,) = self.embedder.queries([question.removeprefix(before)])
            vector = (1 - OWN) * vector + OWN * own
            vector /= np.linalg.norm(vector)
        size, passages = max(POOL, k), self.index.passages
        inside = np.ones(len(passages), dtype=bool) if scope is None else self._inside(scope)
        if not inside.any():
            return []
        dense = self.index.dense(vector, size, scope)
        words = np.where(inside, self.index.keyword_scores(question) if on("bm25") else 0, 0)
        sparse = [int(i) for i in np.argsort(-words, kind="stable")[:size] if words[i] > 0]
        cosines = dict(dense)
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
        return [look.reading for look in self._second.each(pairs)] if self._second else [None] * len(pairs)

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
    seen = [list(ranked) for ranked in found]
    least = min([most, *map(len, found)])
    for first in range(0, least, at_once):
        batch = [ranked[first : min(first + at_once, least)] for ranked in found]
        pairs = [(question, each.passage) for (question, _), own in zip(asked, batch, strict=True) for each in own]
        fresh = iter(second.each(pairs))
        for own, some in zip(looks, batch, strict=True):
            own += islice(fresh, len(some))
        seen = [_seen(*each, second.weight) for each in zip(found, looks, strict=True)]
        is_sure = all(max(look.logit for look in own) >= second.sure for own in looks)
        if is_sure or (enough and all(map(enough, seen))):
            break
    return seen


def _seen(found: Sequence[Candidate], looks: Sequence[Look], weight: float) -> list[Candidate]:
    """The candidates with the looks at the first of them; the rest count as if they had the lowest logit."""
    lowest = min(look.logit for look in looks)
    both = zip(found, looks, strict=False)
    seen = [replace(each, score=each.score + weight * (look.logit - lowest), look=look) for each, look in both]
    return sorted([*seen, *found[len(seen) :]], key=lambda candidate: -candidate.score)


def _voted(found: Sequence[Candidate]) -> list[Candidate]:
    lifts = [(candidate, candidate.lift) for candidate in found]
    lifted = [replace(each, score=each.score + lift) if lift else each for each, lift in lifts]
    return sorted(lifted, key=lambda candidate: -candidate.score)
