"""The program with an embedder that counts words: `python -m tests.offline.without_weights ARGUMENTS`.

Several command lines, with `then` between them, run in one process; the last one's status is the program's.
"""

from __future__ import annotations

import os
import sys
from itertools import groupby

from rag import embedding, late
from tests.fakes import NoArrays, WordEmbedder
from ui import cli

if __name__ == "__main__":
    os.environ["AFTERMINE_RETRIEVAL__RERANK"] = "none"
    embedding.load_embedder = lambda settings: WordEmbedder()
    late.TokenVectors = NoArrays
    status = 0
    for then, arguments in groupby(sys.argv[1:], "then".__eq__):
        if not then:
            status = cli.run(list(arguments))
    sys.exit(status)
