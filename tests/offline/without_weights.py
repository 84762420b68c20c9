"""The program with an embedder that counts words: `python -m tests.offline.without_weights ARGUMENTS`.

Several command lines, with `then` between them, run in one process; the last one's status is the program's.
"""

from __future__ import annotations

import os
import sys
from itertools import groupby

from rag.models import embedder
from tests.fakes import WordEmbedder
from ui.cli import program

if __name__ == "__main__":
    os.environ["AFTERMINE_RETRIEVAL__RERANK"] = "none"
    embedder.load_embedder = lambda settings: WordEmbedder()
    status = 0
    for then, arguments in groupby(sys.argv[1:], "then".__eq__):
        if not then:
            status = program.run(list(arguments))
    sys.exit(status)
