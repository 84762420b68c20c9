"""The committed passages in memory, with the look-ups that every question needs; replaced as a whole, never changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rag.base.types import Passage
from rag.store.documents import Generations
from rag.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One committed state.

    `passages` are ordered by document id, then position; `spans` gives each document's part of them. A passage's vector
    has the id `<generation>/<position>`, so that an updated document never shares a vector with its earlier form.
    """

    manifest: Manifest
    passages: tuple[Passage, ...]
    spans: Mapping[str, slice]
    by_id: Mapping[str, Passage]
    vector_ids: Mapping[str, str]
    passage_ids: Mapping[str, str]


def take_snapshot(manifest: Manifest, generations: Generations, earlier: Snapshot | None = None) -> Snapshot:
    """The state that `manifest` describes; what `earlier` has already is not read again."""
    passages: list[Passage] = []
    spans: dict[str, slice] = {}
    vector_ids: dict[str, str] = {}
    for name, entry in sorted(manifest.documents.items()):
        known = earlier and earlier.manifest.documents.get(name)
        if earlier and known and known.generation == entry.generation:
            own = earlier.passages[earlier.spans[name]]
        else:
            own = generations.passages(entry)
        spans[name] = slice(len(passages), len(passages) + len(own))
        passages += own
        vector_ids |= zip((passage.id for passage in own), vector_names(entry.generation, len(own)), strict=True)
    return Snapshot(
        manifest=manifest,
        passages=tuple(passages),
        spans=spans,
        by_id={passage.id: passage for passage in passages},
        vector_ids=vector_ids,
        passage_ids={vector: passage for passage, vector in vector_ids.items()},
    )


def vector_names(generation: str, passages: int) -> list[str]:
    """The ids of a generation's vectors."""
    return [f"{generation}/{position}" for position in range(passages)]
