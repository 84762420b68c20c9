"""Stores the vectors of bundled questions and aspects beside them, by the default embedder (three minutes).

To be run after `corpus/asked` changed: texts without a stored vector are encoded by everyone who makes an index.
"""

from __future__ import annotations

import numpy as np

from ingest.bundled import WORDED, asked_folder, packed, read_asked, texts_of, vectors_file
from rag.base.settings import Settings
from rag.models.embedder import load_embedder


def main() -> None:
    """Write the file anew."""
    embedder = load_embedder(Settings())
    lines = [each for path in asked_folder().glob("*.jsonl") for each in read_asked(path)]
    texts = sorted({text for kind, own in texts_of(lines).items() if kind not in WORDED for text in own})
    np.save(vectors_file(embedder), packed(texts, embedder.passages(texts)), allow_pickle=False)
    print(f"{len(texts)} vectors in {vectors_file(embedder).name}")


if __name__ == "__main__":
    main()
