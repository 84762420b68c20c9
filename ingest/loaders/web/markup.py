"""HTML as a tree without what its reader can't see: scripts, styles, comments, hidden elements, footnote numbers."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from rag.base.errors import FileProblem

_UNSEEN = (
    *(
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "svg",
        "annotation",
        "annotation-xml",
        "iframe",
        "object",
        "rp",
    ),
    *("embed", "canvas", "audio", "video", "map", "input", "select", "textarea", "button", "datalist"),
)
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9])",
    re.IGNORECASE,
)
LONGEST_STRUCK = 300  # characters; a longer stretch is struck out because the end of the tag is missing
_WHOLE_PAGE = frozenset({"html", "body", "main", "article"})
_FOOTNOTE = re.compile(r"\s*\[\s*\w{1,5}\s*\]\s*")
_NOTE = re.compile(r"\b(?:foot|end)?(?:note|ref)|\bfn\b", re.IGNORECASE)
_WORD = re.compile(
    r"[A-Za-zÀ-ɏ]{4,}[.,;:!?)”\"'’]*$|[.,;:!?”]$"
)  # no short unit or variable, which may have an exponent
_UNIT = re.compile(r"\b(?:feet|foot|inch(?:es)?|miles?|yards?|(?:kilo|centi|milli)?met(?:er|re)s?)$", re.IGNORECASE)
_POWER = re.compile(r"\s*[-−–+]?\d+\s*")


def visible_tree(markup: str, name: str) -> HtmlElement:
    """The tree of what a reader of the page sees.

    Hiding by a style sheet is not followed, hiding by attributes is. Raises FileProblem where it is nested too deeply.
    """
    tree = parse(markup, name)
    for element in list(tree.iter(*_UNSEEN)):
        element.drop_tree()
    for element in list(tree.iter("del", "s", "strike")):
        if len(element.text_content()) <= LONGEST_STRUCK:
            element.drop_tree()
    for element in list(tree.iter("sup")):
        _raise(element)
    for element in list(tree.xpath("//*[@style or @hidden]")):
        hidden = "hidden" in element.attrib or _HIDING.search(element.get("style", ""))
        if hidden and element.tag not in _WHOLE_PAGE:
            element.drop_tree()
    return tree


def _raise(element: HtmlElement) -> None:
    """Takes a footnote's mark away, and keeps an exponent apart from the number before it: 10^6, not 106."""
    text, before = element.text_content(), _before(element)
    plain, power = _WORD.search(before) and not _UNIT.search(before), _POWER.fullmatch(text)
    if _FOOTNOTE.fullmatch(text) or (text.strip().isdecimal() and (_leads_to_note(element) or plain)):
        element.drop_tree()
    elif before[-1:].isdecimal() and power:
        divided = (element.tail or "").lstrip().startswith(("/", "⁄"))  # 3½
        element.text = f"{' ' if divided else '^'}{element.text or ''}"


def _before(element: HtmlElement) -> str:
    """The text right before the element, as far as no other element stands between."""
    previous, parent = element.getprevious(), element.getparent()
    found = previous.tail if previous is not None else parent.text if parent is not None else ""
    return found or ""


def _leads_to_note(element: HtmlElement) -> bool:
    inside = [element, *element.iter("a")]
    return any(each.get("href", "").startswith("#") or _NOTE.search(each.get("class", "")) for each in inside)


def parse(markup: str, name: str) -> HtmlElement:
    """The whole tree without comments; entities that the file defines itself are not expanded."""
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = document_fromstring(f"<html>{markup}".encode(), parser=parser, ensure_head_body=True)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise FileProblem(f"{name!r} can't be read as HTML ({error}): save the page again") from error
    if any("Excessive depth" in entry.message for entry in parser.error_log):
        raise FileProblem(f"{name!r} is nested too deeply to be read: save the page as text")
    return tree
