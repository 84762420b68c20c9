"""A real library and index in a folder, made once, for pages that are to be tried with no weights."""

import os
from collections.abc import Mapping
from pathlib import Path

from rag.base.settings import load_settings
from rag.models import embedder
from tests.fakes import WordEmbedder
from tests.ingest.loaders.files import lines, pdf
from ui import compose

COALTON = """---
id: coalton
title: Coalton, a profile
kind: brief
topics: [coal, population]
places: [Coalton, North]
sources:
  - key: census
    title: Census of the seven districts
    publisher: Northern Press
    year: 2021
    url: https://example.org/census
---
# Coalton, a profile

## Population

The census of 2020 counted 891 people in Coalton. In 2010 there had been 1,058.

| Year | People |
| --- | --- |
| 2010 | 1,058 |
| 2020 | 891 |

## Work

### The mine

The mine of Coalton closed in 2003 after eighty years.

### After the mine

- A museum opened in the old pithead.
- A graphite works employs 120 people.
"""
NEWTON = """---
id: newton
title: Newton <b>after</b> the *mine*
topics: [batteries]
places: [Newton, North]
---
# Newton <b>after</b> the *mine*

A battery works opened in Newton in 2009. <img src="https://leak.example/x.png" onerror="alert(1)">
[click](javascript:alert(2))
"""
SURVEY = (
    lines("Survey of the shafts", top=720, size=20)
    + lines("The first page tells how the survey was made.", "It was made on foot, in the spring, by four people.")
    + lines("Nobody was paid for it, and nobody complained.", top=660),
    lines("Depths", top=720, size=20)
    + lines("The Ostrava shaft was 700 metres deep when it was", "measured in 1988, and nobody has measured it since.")
    + lines("The other shafts were filled before that year.", top=660),
)
FILES = {"coalton.md": COALTON.encode(), "newton.md": NEWTON.encode(), "survey.pdf": pdf(SURVEY)}


def furnish(folder: Path, files: Mapping[str, bytes] = FILES) -> None:
    """Points the settings at the folder, and fills library and index with the files where there are none yet."""
    os.environ |= {
        "AFTERMINE_LIBRARY": str(folder / "library"),
        "AFTERMINE_INDEX": str(folder / "index"),
        "AFTERMINE_BUNDLED": "false",
        "AFTERMINE_RETRIEVAL__RERANK": "none",
        "AFTERMINE_ANSWERING__THRESHOLD": "0",
    }
    embedder.load_embedder = lambda _: WordEmbedder()
    if not (folder / "library").exists():
        (folder / "library").mkdir(parents=True)
        for name, content in files.items():
            (folder / "library" / name).write_bytes(content)
        compose.refresh(load_settings(), lambda *_: None, "test")
