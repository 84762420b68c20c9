"""An invented town in several sections, and documents that are hard to summarise, in an index without weights."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.base.types import Block, Document
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, passages

Parts = Sequence[tuple[str, Sequence[str]]]

COALTON: Parts = (
    (
        "Where it lies",
        (
            "Coalton lies in a valley of the northern hills and was founded around a single shaft in 1917. "
            "The valley has no river. This makes water dear.",
            "In 2020 the census counted 891 people in Coalton, after 1,240 in 2000.",
        ),
    ),
    (
        "How the mine closed",
        (
            "The coal mine of Coalton closed in 2003 and 900 miners lost their work within a single summer. "
            "It had been in trouble for years. However, nobody had told the miners before that summer.",
            "The table below lists the shafts.",
            "Two accounts differ on the debt: one report gives 40 million yuan, a second report 65 million yuan.",
        ),
    ),
    (
        "What was tried",
        (
            "A museum in the old pithead has had 40,000 visitors a year since 2009. "
            "A museum in the old pithead has had 40,000 visitors each year since 2009.",
            "Grants brought 120 families, of whom most left again within three years, although homes were free.",
        ),
    ),
    ("What it teaches", ("Our reading: a museum gives a town a name, but not the 900 jobs that a mine gave it.",)),
)
NEWTON: Parts = (
    ("Museum", ("The museum of Newton shows glass and lace in a former brewery and has 5,000 visitors a year.",)),
    ("Trains", ("Newton has a station with four trains a day to the coast, which take three hours.",)),
)
WORDS: Parts = tuple(
    (name, (meaning,))
    for name, meaning in (
        ("Adit", "A level way into a hill."),
        ("Bing", "Waste heaped up beside a pit."),
        ("Cage", "The lift of a shaft."),
        ("Drift", "A sloping way to the coal."),
        ("Face", "Where the coal is cut."),
        ("Gob", "The hollow that is left behind."),
        ("Heading", "The front of a new way."),
        ("Inby", "Towards the working end."),
        ("Jud", "A block cut free on its sides."),
        ("Kibble", "A bucket on a rope."),
    )
)
ONE_LINE: Parts = (("", ("The clock of the town hall stands still at ten past four in all weathers.",)),)
SIGNS: Parts = (("", ("… 1999 — 2003 …",)),)


def document(name: str, parts: Parts) -> Document:
    """A document whose title is its name; an empty heading means that the paragraphs stand right below the title."""
    title, text, blocks = name.title(), "", []
    for heading, paragraphs in parts:
        for paragraph in paragraphs:
            text += "\n\n" if text else ""
            blocks.append(Block(paragraph, (title, heading) if heading else (title,), None, len(text)))
            text += paragraph
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return Document(name, title, f"{name}.md", sha256, "en", text, tuple(blocks))


def build(folder: Path, documents: Sequence[Document]) -> None:
    """An index of the documents, one passage a paragraph."""
    with Index(folder, RECIPE, create=True) as index:
        for each in documents:
            cut = passages(each)
            texts = [passage.text for passage in cut]
            lengths = np.array([len(text) for text in texts], dtype=np.int32)
            index.put(each, cut, texts, EMBEDDER.passages(texts or [""])[: len(texts)], {"lengths": lengths})
        index.commit()
