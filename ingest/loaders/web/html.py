"""Web pages: the article alone where menus and advertisements surround it, everything where the page is a document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace

import trafilatura
from lxml.html import HtmlElement, tostring

from ingest.frontmatter import Meta, year_in
from ingest.loaders.characters import HAN, decode, in_one_line
from ingest.loaders.furniture import Unit, furniture, mark_between
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.quiet import quiet
from ingest.loaders.web.markup import parse, visible_tree
from ingest.loaders.web.tree import parts_of

_CHARSET = re.compile(rb"<(?:meta\b[^>]*?charset|\?xml\b[^>]*?encoding)\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_WIDER = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
} | dict.fromkeys(
    ("utf-16", "utf-16le", "utf-16be"),
    "utf-8",  # what declares that in ASCII is none of them
)
_FURNITURE = ("nav", "aside", "header", "footer")
_MANY_LINKS = 20
_SHORTEST_ARTICLE = 200
_RUN, _FEW_WORDS = 4, 20
_WORD = re.compile(rf"[{HAN}\u3040-\u30ff]|[^\W{HAN}\u3040-\u30ff]+")
_LINK, _LINK_END = "\ufdd0", "\ufdd1"  # not characters; none is in a text that has been cleaned

_AUTHORS = ("author", "article:author", "dc.creator", "citation_author")
_PUBLISHERS = ("og:site_name", "citation_publisher", "dc.publisher")
_DATES = ("article:published_time", "citation_publication_date", "datepublished", "date", "dc.date", "pubdate")


def load_html(data: bytes, name: str) -> Loaded:
    """Reads a page, its title, author, year and address. Raises FileProblem where it is nested too deeply."""
    markup, warnings = decode(data, _declared(data))
    tree = visible_tree(markup, name)
    parts = _marked(tree, _article(tree, name) if _is_furnished(tree) else ())
    return Loaded(parts, _meta(parse(markup, name), parts), warnings)


def _declared(data: bytes) -> str | None:
    """The encoding that the page declares, or the wider one that browsers take for it."""
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    encoding = match[1].decode("ascii").lower()
    return _WIDER.get(encoding, encoding)


def _is_furnished(tree: HtmlElement) -> bool:
    """Whether menus or the like surround the text: by the elements that hold them, or by many links."""
    return next(tree.iter(*_FURNITURE), None) is not None or sum(1 for _ in tree.iter("a")) >= _MANY_LINKS


def _article(tree: HtmlElement, name: str) -> tuple[Part, ...]:
    """What trafilatura takes for the article; nothing where that is too little to be it."""
    plain = deepcopy(tree)
    for quotation in plain.iter("blockquote"):
        for around in _frame(quotation):
            around.attrib.clear()  # by which trafilatura knows, and leaves out, what is quoted from elsewhere
    with quiet("trafilatura"):
        article = trafilatura.extract(
            tostring(plain, encoding="unicode"), output_format="html", include_comments=False, include_formatting=False
        )
    parts = tuple(parts_of(visible_tree(article, name))) if article else ()
    return parts if sum(len(part.text) for part in parts) >= _SHORTEST_ARTICLE else ()


def _frame(quotation: HtmlElement) -> list[HtmlElement]:
    """The element and those around it that hold nothing else."""
    frame = [quotation]
    for around in quotation.iterancestors():
        if len(around) > 1 or in_one_line(around.text) or in_one_line(frame[-1].tail):
            break
        frame.append(around)
    return frame


def _marked(tree: HtmlElement, article: Sequence[Part]) -> tuple[Part, ...]:
    """All parts of the page, those marked that are not of the article or only surround it."""
    for link in tree.iter("a"):
        _mark_link(link)
    parts = parts_of(tree)
    units = [_unit(part) for part in parts]
    kept = _of_article(units, article) if article else [True] * len(units)
    inside = [index for index, keep in enumerate(kept) if keep]
    left_out = [not keep for keep in kept]
    for index, around in zip(inside, furniture([units[index] for index in inside]), strict=True):
        left_out[index] = around
    mark_between(units, left_out)
    return tuple(
        replace(part, text=unit.text, left_out=out) for part, unit, out in zip(parts, units, left_out, strict=True)
    )


def _mark_link(link: HtmlElement) -> None:
    """Puts signs that no text has around the words of a link."""
    link.text = f"{_LINK}{link.text or ''}"
    if len(link):
        link[-1].tail = f"{link[-1].tail or ''}{_LINK_END}"
    else:
        link.text += _LINK_END


def _unit(part: Part) -> Unit:
    text = re.sub(f"[{_LINK}{_LINK_END}]", "", part.text)
    linked = sum(len(words) for words in re.findall(f"{_LINK}([^{_LINK_END}]*)", part.text))
    return Unit(text, part.kind == "heading", linked / max(len(text), 1))


def _of_article(units: Sequence[Unit], article: Sequence[Part]) -> list[bool]:
    """For each unit whether the article has it: of a text half of its runs of words, a few words as they are.

    A few words stand in menus too, so they count only between the article's texts, and only once.
    """
    words = _words(" ".join(part.text for part in article))
    whole, runs = f" {' '.join(words)} ", set(_runs(words))
    own = [_words(unit.text) for unit in units]
    found = [bool(mine := _runs(each)) and sum(run in runs for run in mine) >= 0.5 * len(mine) for each in own]
    texts = [index for index, is_text in enumerate(found) if is_text]
    for index in range(texts[0], texts[-1]) if texts else ():
        found[index] |= f" {' '.join(own[index])} " in whole
    headings = {tuple(each) for each, unit, keep in zip(own, units, found, strict=True) if unit.is_heading and keep}
    seen: set[tuple[str, ...]] = set()
    for index, unit in enumerate(units):
        key = tuple(own[index])
        found[index] &= key not in seen and (unit.is_heading or key not in headings)
        seen |= {key} if found[index] and _RUN <= len(key) <= _FEW_WORDS else set()
    return found


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[start : start + _RUN]) for start in range(len(words) - _RUN + 1)]


def _meta(tree: HtmlElement, parts: Sequence[Part]) -> Meta:
    """What the page's head says; `<title>`, which often names the site too, counts only without a level 1 heading."""
    said: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop") or ""
        said.setdefault(key.lower(), in_one_line(element.get("content")))
    address = [link.get("href") for link in tree.iter("link") if link.get("rel") == "canonical"]
    url = next(
        (text for text in (*address, said.get("og:url")) if text and text.startswith(("http://", "https://"))), None
    )
    author = _first(said, _AUTHORS)
    return Meta(
        title=said.get("og:title") or _page_title(tree, parts),
        author=None if author and author.startswith("http") else author,
        publisher=_first(said, _PUBLISHERS),
        year=next((year for key in _DATES if (year := year_in(said.get(key)))), None),
        url=url,
    )


def _page_title(tree: HtmlElement, parts: Sequence[Part]) -> str | None:
    if any(part.level == 1 and not part.left_out for part in parts):
        return None
    headings = [in_one_line(heading.text_content()) for heading in tree.iter("h1")]
    titles = [in_one_line(title.text_content()) for title in tree.iter("title")]
    return next((text for text in (*(headings if len(headings) == 1 else ()), *titles) if text), None)


def _first(said: dict[str, str], keys: Sequence[str]) -> str | None:
    return next((said[key] for key in keys if said.get(key)), None)
