"""The program with an embedder that counts words: `python -m tests.offline.without_weights ARGUMENTS`."""

from __future__ import annotations

import os
import sys

from rag import embedding, late
from tests.fakes import NoArrays, WordEmbedder
from ui import cli

if __name__ == "__main__":
    os.environ["AFTERMINE_RETRIEVAL__RERANK"] = "none"
    embedding.load_embedder = lambda settings: WordEmbedder()
    late.TokenVectors = NoArrays
    sys.exit(cli.run(sys.argv[1:]))
