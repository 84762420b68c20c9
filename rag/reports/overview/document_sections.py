"""The sections of a document: one by its heading, and the questions that can be asked about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from itertools import groupby, islice

from rag.answer.wording import about_section
from rag.base.errors import NotFound
from rag.base.types import Block, Document
from rag.language.tokens import names_in

TRIED = 3
READ = 20_000  # characters in which names are looked for


def section_text(document: Document, heading: str) -> str:
    """What stands under a heading and the headings within it, as in the document, without the heading itself.

    Case and outer spaces of `heading` do not matter. Where several sections have it, each comes with its path.
    Raises NotFound, naming the headings that are nearest.
    """
    wanted = heading.strip().casefold()

    def path_to(block: Block) -> tuple[str, ...]:
        folded = [name.casefold() for name in block.headings]
        return block.headings[: folded.index(wanted) + 1] if wanted in folded else ()

    runs = [(path, list(run)) for path, run in groupby(document.blocks, path_to) if path]
    if not runs:
        names = {name.casefold(): name for block in document.blocks for name in block.headings}
        close = get_close_matches(wanted, names, n=3, cutoff=0.4) or list(names)[:10]
        advice = f"try {', '.join(repr(names[name]) for name in close)}" if close else "it has no headings at all"
        raise NotFound(f"{document.id!r} has no section {heading!r}: {advice}")
    texts = [document.text[run[0].start : run[-1].end] for _, run in runs]
    if len(runs) == 1:
        return texts[0]
    return "\n\n".join(f"{' › '.join(path)}\n\n{text}" for (path, _), text in zip(runs, texts, strict=True))


def askable(
    answers_from: Callable[[str, str], bool], document: Document, offered: Iterable[str], most: int
) -> tuple[str, ...]:
    """At most `most` of the offered questions and, behind them, of those on the document's sections, in their order.

    Behind these they are on the names that it has most often. `answers_from` tells whether a question would be answered
    from the document of an id, which takes time: after `TRIED` times as many as wanted it gives up.
    """
    questions = islice(dict.fromkeys((*offered, *_on_sections(document))), TRIED * most)
    return tuple(islice((each for each in questions if answers_from(each, document.id)), most))


def _on_sections(document: Document) -> Iterator[str]:
    """One a section, but for the title's, and one a name; a heading that is a question already stays as it is."""
    paths: dict[tuple[str, ...], None] = {}
    for block in document.blocks:
        path = block.headings[1:] if block.headings[:1] == (document.title,) else block.headings
        paths |= dict.fromkeys(path[:depth] for depth in range(1, len(path) + 1))
    headings = [path[-1].rstrip(" .:") for path in paths]
    names = Counter(names_in(document.text[:READ])) - Counter(names_in(document.title))
    yield from (about_section(document.title, each) for each in (*headings, *(name for name, _ in names.most_common())))
