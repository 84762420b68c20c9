"""Stores the vectors of the bundled asked questions beside them, as the default embedder makes them (two minutes).

To be run after `corpus/asked` changed: questions without a stored vector are encoded by everyone who makes an index.
"""

from __future__ import annotations

import numpy as np

from ingest.bundled import asked_folder, packed, read_asked, vectors_file
from rag.base.settings import Settings
from rag.models.embedder import load_embedder


def main() -> None:
    """Write the file anew."""
    embedder = load_embedder(Settings())
    asked = {each.question for path in asked_folder().glob("*.jsonl") for each in read_asked(path)}
    questions = sorted(asked)
    # One at a time: the network's int8 scales are those of a batch, and a question that is asked comes alone.
    vectors = np.concatenate([embedder.passages([question]) for question in questions])
    np.save(vectors_file(embedder), packed(questions, vectors), allow_pickle=False)
    print(f"{len(questions)} vectors in {vectors_file(embedder).name}")


if __name__ == "__main__":
    main()
