"""Markdown with a YAML header: rendered to HTML, walked like any page; citation marks become source keys.

Left out: footnotes and other extensions, which stay as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from markdown_it import MarkdownIt

from ingest.frontmatter import read_front_matter
from ingest.loaders.characters import decode
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.web.markup import visible_tree
from ingest.loaders.web.tree import parts_of

_MARK = re.compile(r"[ \t]*\[-?@[^\[\]]+\]")
_KEY = re.compile(r"@([\w:.#$%&+?<>~/-]*\w)")
_SWALLOWING = re.compile(r"</?(?:title|textarea|xmp|iframe|noembed|noframes|plaintext)\b[^>]*>?", re.IGNORECASE)
_HOLDING = (
    *("audio", "button", "canvas", "datalist", "del", "map", "noscript", "object", "s", "script", "select", "strike"),
    *("style", "svg", "template", "video"),
)
"""Tags that hide what they hold; without an end they would hold the rest of the page."""


def load_markdown(data: bytes, name: str) -> Loaded:
    """Reads Markdown (CommonMark and tables). Raises FileProblem only where its raw HTML is nested too deeply."""
    text, warnings = decode(data)
    body, meta, header_warnings = read_front_matter(text)
    parts = _cited(parts_of(visible_tree(_render(body), name)))
    return Loaded(tuple(parts), meta, warnings + header_warnings)


def _render(body: str) -> str:
    """The Markdown as HTML; raw tags that would make an HTML parser swallow the rest of the page are taken out."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    inline = [child for token in tokens for child in token.children or ()]
    unclosed = [tag for tag in _HOLDING if not re.search(rf"</{tag}\b", body, re.IGNORECASE)]
    opened = re.compile(rf"<(?:{'|'.join(unclosed)})\b[^>]*>?", re.IGNORECASE) if unclosed else _SWALLOWING
    for token in [*tokens, *inline]:
        if token.type in ("html_block", "html_inline"):
            token.content = opened.sub("", _SWALLOWING.sub("", token.content))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _cited(parts: Iterable[Part]) -> list[Part]:
    """The parts without their citation marks, whose keys they carry; a mark alone belongs to the part before."""
    cited: list[Part] = []
    for part in parts:
        marks = _MARK.findall(part.text)
        keys = tuple(dict.fromkeys(key for mark in marks for key in _KEY.findall(mark)))
        text = _MARK.sub("", part.text)
        if keys and not text.strip() and cited and cited[-1].kind != "heading":
            known = cited[-1].source_keys
            cited[-1] = replace(cited[-1], source_keys=tuple(dict.fromkeys((*known, *keys))))
        else:
            cited.append(replace(part, text=text, source_keys=keys))
    return cited
