"""From parts to a Document: one text whose offsets hold by construction, an id, a title and a source."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

from ingest.frontmatter import Meta
from ingest.loaders.characters import clean, language
from ingest.loaders.parts import CAPTION, Loaded, Part
from rag.base.errors import FileProblem
from rag.base.printable import without_passwords
from rag.base.types import Block, Document, Source
from rag.language.lexicon import pattern

_BETWEEN = "\n\n"
_LONGEST_ID = 80
_LONGEST_TITLE = 300
_CAPTION = pattern("tables.caption")
_UNSAFE = re.compile(r"[^\w.-]+")


def assemble(loaded: Loaded, name: str, sha256: str) -> Document:
    """The document of a file called `name` (its path below the root). Raises FileProblem where it has no text."""
    parts = _captioned(_with_text(loaded.parts))
    if not parts:
        raise FileProblem(f"{name!r} has no text: nothing in it can be searched or cited")
    meta = loaded.meta
    document_id = document_id_of(meta.id or name)
    title = _shortened(without_passwords(clean(meta.title or _first_heading(parts) or readable(name))))
    sources, warnings = _sources(meta, parts, document_id, title)
    text, blocks, left_out = _lay_out(parts, () if meta.sources else (sources[0].key,))
    return Document(
        id=document_id,
        title=title,
        path=shown(name),
        sha256=sha256,
        language=meta.language or language(text),
        text=text,
        blocks=blocks,
        sources=sources,
        topics=meta.topics,
        places=meta.places,
        kind=meta.kind or "document",
        warnings=loaded.warnings + warnings,
        left_out=left_out,
    )


def document_id_of(name: str) -> str:
    """The name itself where it is short and safe in an address; else made so, with a hash that tells names apart."""
    slug = _UNSAFE.sub("-", unicodedata.normalize("NFC", shown(name))).strip("-.")
    if slug == name and len(slug) <= _LONGEST_ID:
        return slug
    digest = hashlib.sha256(os.fsencode(name)).hexdigest()[:8]
    return f"{slug[:_LONGEST_ID].strip('-.')}-{digest}".lstrip("-")


def readable(name: str) -> str:
    """A title made from the file's name."""
    stem = PurePath(shown(name)).stem
    return " ".join(re.sub(r"[_-]+", " ", stem).split()) or shown(name)


def shown(name: str) -> str:
    """The name as text that can be stored and printed, also where it is no valid UTF-8."""
    return os.fsencode(name).decode("utf-8", "replace")


def _with_text(parts: Iterable[Part]) -> list[Part]:
    """The parts cleaned, without empty ones; headings alone are a text."""
    cleaned = (replace(part, text=clean(part.text).strip("\n ")) for part in parts)
    filled = [part for part in cleaned if part.text]
    if all(part.left_out for part in filled):
        filled = [replace(part, left_out=False) for part in filled]
    if all(part.kind == "heading" or part.left_out for part in filled):
        return [replace(part, kind="text") for part in filled]
    return filled


def _captioned(parts: Sequence[Part]) -> list[Part]:
    """The parts; a table's caption right before it is its heading, so that each of its passages has it."""
    found = list(parts)
    for index, (part, following) in enumerate(pairwise(parts)):
        is_line = part.kind == "text" and "\n" not in part.text and len(part.text) <= _LONGEST_TITLE
        if following.kind == "table" and is_line and not part.left_out and _CAPTION.search(part.text):
            found[index] = replace(part, kind="heading", level=CAPTION)
    return found


def _shortened(title: str) -> str:
    """The title as far as a title goes: it is stored, encoded and drawn with every passage."""
    return title if len(title) <= _LONGEST_TITLE else f"{title[:_LONGEST_TITLE].rstrip()}…"


def _first_heading(parts: Sequence[Part]) -> str | None:
    headings = (part.text for part in parts if part.kind == "heading" and part.level == 1 and not part.left_out)
    return next(headings, None)


def _lay_out(
    parts: Sequence[Part], default_keys: tuple[str, ...]
) -> tuple[str, tuple[Block, ...], tuple[tuple[int, int], ...]]:
    """The text, its parts a blank line apart, the blocks with the headings above them, and what was left out."""
    blocks: list[Block] = []
    left_out: list[tuple[int, int]] = []
    path: list[Part] = []
    start = 0
    for part in parts:
        if part.left_out:
            left_out.append((start, start + len(part.text)))
        elif part.kind == "heading":
            path = [*(above for above in path if above.level < part.level), part]
        else:
            headings = tuple(heading.text for heading in path)
            keys = part.source_keys or default_keys
            breaks = tuple((start + at, page) for at, page in part.breaks)
            blocks.append(Block(part.text, headings, part.page, start, keys, part.kind, breaks))
            path = [above for above in path if above.level != CAPTION]
        start += len(part.text) + len(_BETWEEN)
    return _BETWEEN.join(part.text for part in parts), tuple(blocks), tuple(left_out)


def _sources(meta: Meta, parts: Iterable[Part], key: str, title: str) -> tuple[tuple[Source, ...], tuple[str, ...]]:
    """The sources that the file lists, else the file itself; a cited key that is not listed gets a bare record."""
    own = Source(key, title, meta.author, meta.publisher, meta.year, meta.url)
    sources = meta.sources or (own,)
    listed = {source.key for source in sources}
    missing = [key for key in dict.fromkeys(key for part in parts for key in part.source_keys) if key not in listed]
    if not missing:
        return sources, ()
    bare = tuple(Source(key, key, note="cited in the text, not described in the file") for key in missing)
    warning = f"cited but not among the file's sources: {', '.join(missing)}; add them to 'sources' in the front matter"
    return sources + bare, (warning,)
