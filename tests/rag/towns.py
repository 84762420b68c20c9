"""An invented corpus of towns: two profiles, a table of both, a glossary and an essay, for overviews made by rules."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from rag.base.types import Document, Source
from rag.store.index import Index
from tests.rag.small import EMBEDDER, RECIPE, passages
from tests.ui.scripted import build

REPORT = Source("report", "Report on two towns", "Bureau", None, 2022)
COALTON = build(
    "coalton",
    (
        ("heading", "Coalton: profile of a coal town"),
        ("text", "Coalton is a town in northern Norland, on the river Ash."),
        ("heading", "Population and work"),
        ("text", "The census counted 9,100 residents in 2000, 8,200 in 2010 and 7,300 in 2020."),
        ("text", "Coal mining employed 4,000 workers, half of all jobs in the town, when the last pit closed in 2003."),
        ("heading", "Visitors"),
        ("text", "A museum in the old pithead opened on 5 May 2009. It has 40,000 visitors a year."),
    ),
    (REPORT,),
    ("Coalton", "Norland"),
)
TINFORD = build(
    "tinford",
    (
        ("heading", "Tinford: after the tin"),
        ("text", "Tinford is a city in southern Norland, in the hills."),
        ("text", "In 2020 Tinford had 52,000 inhabitants."),
        ("heading", "Work"),
        (
            "text",
            "Tin mining employed 6,500 workers before the mines closed in 1998; unlike in Coalton, jobs came back.",
        ),
        ("text", "Smelters gave new jobs to 2,000 workers from 2001 to 2008."),
        ("text", "A journal wrote in 2011 that Tinford would lose its smelters by 2030."),
    ),
    (REPORT,),
    ("Tinford", "Norland"),
)
TABLE = "\n".join(
    (
        "| Town | Old base | Visitors |",
        "| --- | --- | --- |",
        "| Coalton | coal | 40,000 (2019) |",
        "| Tinford | tin | 12,500 (2018) |",
    )
)
BOTH = build(
    "both",
    (
        ("heading", "Norland's towns: Coalton and Tinford side by side"),
        ("table", TABLE),
        ("text", "Both towns, Coalton and Tinford, have lost people."),
    ),
    (REPORT,),
    ("Norland", "Coalton", "Tinford"),
)
GLOSSARY = build(
    "glossary",
    (
        ("heading", "Glossary"),
        ("heading", "Monotown"),
        ("text", "A settlement that lives on one works, mine or plant."),
        ("heading", "Ghost town (dead town)"),
        ("text", "A place that its people have left for good."),
    ),
)
DOCUMENTS = (BOTH, COALTON, GLOSSARY, TINFORD)


def build_towns(folder: Path, documents: tuple[Document, ...] = DOCUMENTS) -> None:
    """The index of the towns."""
    with Index(folder, RECIPE, create=True) as index:
        for document in documents:
            cut = [replace(p, kind=b.kind) for p, b in zip(passages(document), document.blocks, strict=True)]
            texts = [passage.text for passage in cut]
            index.put(document, cut, texts, EMBEDDER.passages(texts), {})
        index.commit()
