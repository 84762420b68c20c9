"""What makes a file a brief: each function takes a parsed brief and yields one line for each fault.

Kept apart from the tests so that each rule can be shown to catch its fault. A brief is Markdown under YAML front
matter; every paragraph ends with the keys of the sources that it rests on, as in `[@xinhua2013; @wikihegang]`.
"""

from __future__ import annotations

import datetime
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlparse

import yaml

from tests.corpus.words import PLACEHOLDER, without_marks, word_count

FIELDS = ["id", "title", "kind", "topics", "places", "written", "licence", "sources"]
SOURCE_FIELDS = ["id", "title", "author", "publisher", "year", "url", "type", "note"]
SOURCE_MUST = {"id", "title", "publisher", "type"}
SOURCE_TYPES = {"official", "scholarly", "statistics", "press", "reference", "commentary", "promotional"}
WEAK_TYPES = {"commentary", "promotional"}
TOPICS = {
    "resource-exhausted-cities",
    "definitions",
    "national-policy",
    "public-finance",
    "policy-evaluation",
    "economic-transition",
    *("coal", "oil-and-forestry", "metals"),
    "labour",
    "population-decline",
    "shrinking-cities",
    "housing",
    "environment",
    "energy-transition",
    "relocation",
    "industrial-heritage",
    "tourism",
    "culture-and-media",
    "nostalgia",
    "lying-flat",
    "remote-work",
    "social-media",
    "international-comparison",
    "northeast-china",
}
WORDS = {"brief": (700, 1400), "digest": (700, 2000)}
WORDS_OF = {"overview-recs-and-revitalization": (900, 1300), "glossary": (1500, 4500)}
SECTIONS = range(4, 11)
TERMS = range(40, 61)
BLOCKED = frozenset((Path(__file__).parent / "blocked_hosts.txt").read_text(encoding="utf-8").split())

MARK = re.compile(r"\s\[(@[a-z0-9]+(?:; @[a-z0-9]+)*)\]$")
KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY = re.compile(r"[a-z]+(?:(\d{4})[a-z]?)?")
COPY = re.compile(r"\b(?:mirror|repost|reposted|re-?published|proxy)\b|\bcopy at\b|\(copy\)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief's name, front matter and body."""

    name: str
    front: dict[str, object]
    body: str

    @property
    def blocks(self) -> list[str]:
        """Heading, paragraph or table each, in order."""
        return [block.strip("\n") for block in re.split(r"\n\s*\n", self.body) if block.strip()]

    @property
    def paragraphs(self) -> list[str]:
        """The blocks that are neither heading nor table."""
        return [block for block in self.blocks if not block.startswith(("#", "|"))]

    @property
    def sections(self) -> dict[str, str]:
        """The text under each second-level heading."""
        parts = re.split(r"^## +(.*\S) *$", self.body, flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    @property
    def sources(self) -> dict[str, dict[str, object]]:
        """The front matter's sources by key."""
        entries = self.front.get("sources")
        entries = entries if isinstance(entries, list) else []
        return {str(entry.get("id")): entry for entry in entries if isinstance(entry, dict)}

    def cited(self, paragraph: str) -> list[str]:
        """The keys of the mark at a paragraph's end."""
        mark = MARK.search(paragraph)
        return re.findall(r"@([a-z0-9]+)", mark.group(1)) if mark else []


@cache
def read(path: Path) -> Brief:
    """Parses one file; nobody changes what it gives, so the modules of these tests share it."""
    opening, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert opening == "", f"{path.name} does not open with front matter"
    return Brief(path.stem, yaml.load(front, getattr(yaml, "CSafeLoader", yaml.SafeLoader)), body)


def front_matter(brief: Brief) -> Iterator[str]:
    """The fields, in their order, each of its kind."""
    front = brief.front
    yield from _lists(front)
    if list(front) != FIELDS:
        yield f"fields are {list(front)}"
    if front.get("id") != brief.name or not KEBAB.fullmatch(brief.name):
        yield f"id {front.get('id')!r} is not the file's name in kebab-case"
    if front.get("kind") not in WORDS:
        yield f"kind is {front.get('kind')!r}"
    if not isinstance(front.get("written"), datetime.date):
        yield f"written is {front.get('written')!r}, not a date"
    if front.get("licence") != "CC-BY-4.0":
        yield f"licence is {front.get('licence')!r}"


def _lists(front: dict[str, object]) -> Iterator[str]:
    for field in ("topics", "places"):
        values = front.get(field)
        if not isinstance(values, list) or not values or not all(isinstance(v, str) and v.strip() for v in values):
            yield f"{field} is not a list of words"
        elif len(set(values)) != len(values):
            yield f"{field} names something twice"
    yield from (f"topic {topic!r} is unknown" for topic in set(map(str, front.get("topics") or ())) - TOPICS)


def sources(brief: Brief) -> Iterator[str]:
    """Each bibliographic record is complete, ordered and true to its key."""
    entries = brief.front.get("sources")
    if not isinstance(entries, list) or not entries:
        yield "no sources"
        return
    if len(brief.sources) != len(entries):
        yield "a source is defined twice"
    for key, entry in brief.sources.items():
        yield from (f"{key}: {what}" for what in [*_record(entry), *_date(key, entry), *_address(entry)])


def _record(entry: dict[str, object]) -> Iterator[str]:
    if list(entry) != [field for field in SOURCE_FIELDS if field in entry]:
        yield f"fields are {list(entry)}"
    missing = SOURCE_MUST - {field for field, value in entry.items() if isinstance(value, str) and value.strip()}
    yield from (f"{field} is missing" for field in sorted(missing))
    if entry.get("type") not in SOURCE_TYPES:
        yield f"type is {entry.get('type')!r}"
    if COPY.search(f"{entry.get('title')} {entry.get('author')} {entry.get('publisher')}"):
        yield "names a copy outside its note"
    if any("n.d." in str(value) or not str(value).strip() for value in entry.values()):
        yield "a field is empty or n.d."


def _date(key: str, entry: dict[str, object]) -> Iterator[str]:
    year, match = entry.get("year"), KEY.fullmatch(key)
    if match is None:
        yield "the key is not letters, or letters and a year"
    elif match.group(1) and int(match.group(1)) != year:
        yield f"the key says {match.group(1)}, year is {year!r}"
    if "year" in entry and (type(year) is not int or not 1900 <= year <= 2026):
        yield f"year is {year!r}"
    if "year" not in entry and not entry.get("note"):
        yield "no year, and no note that says why"


def _address(entry: dict[str, object]) -> Iterator[str]:
    if "url" not in entry:
        return
    parts = urlparse(str(entry["url"]))
    host = (parts.hostname or "").lower()
    if parts.scheme not in ("http", "https") or "." not in host:
        yield f"url is {entry['url']!r}"
    tails = {host.split(".", n)[-1] for n in range(host.count(".") + 1)}
    if tails & BLOCKED:
        yield f"url on {host}, a copy or a content farm"
    try:
        ipaddress.ip_address(host)
        yield "url is a bare IP address"
    except ValueError:
        return


def structure(brief: Brief) -> Iterator[str]:
    """One first-level heading that repeats the title, then sections of level two, and no more levels."""
    blocks = brief.blocks
    if not blocks or blocks[0] != f"# {brief.front.get('title')}" or sum(b.startswith("# ") for b in blocks) != 1:
        yield "the body does not open with one first-level heading that repeats the title"
    names = re.findall(r"^## +(.*\S) *$", brief.body, re.MULTILINE)
    if len(set(names)) != len(names):
        yield "a heading occurs twice"
    if re.search(r"^###", brief.body, re.MULTILINE):
        yield "a heading below level two"
    if len(names) not in (TERMS if brief.name == "glossary" else SECTIONS):
        yield f"{len(names)} sections"
    yield from (f"section {name!r} is empty" for name, text in brief.sections.items() if not text.strip())
    yield from (f"no blank line after {b[:40]!r}" for b in blocks if b.startswith("#") and "\n" in b)
    if brief.name == "glossary":
        long = [name for name, text in brief.sections.items() if len(re.split(r"\n\s*\n", text.strip())) != 1]
        yield from (f"term {name!r} is not one paragraph" for name in long)


def tables(brief: Brief) -> Iterator[str]:
    """Header, rule and rows with one number of cells."""
    for block in brief.blocks:
        if block.startswith("|"):
            rows = [row.strip() for row in block.split("\n")]
            widths = {row.replace(r"\|", "").strip("|").count("|") for row in rows}
            rule = len(rows) > 2 and re.fullmatch(r"\|(?:\s*:?-{3,}:?\s*\|)+", rows[1])
            if not rule or len(widths) != 1 or not all(row.startswith("|") and row.endswith("|") for row in rows):
                yield f"bad table at {rows[0][:40]!r}"


def citations(brief: Brief) -> Iterator[str]:
    """Every paragraph ends with one mark, every key is defined, every source is cited."""
    used: set[str] = set()
    for paragraph in brief.paragraphs:
        keys = brief.cited(paragraph)
        used.update(keys)
        if not keys:
            yield f"no citation at the end of {paragraph[:50]!r}"
        if paragraph.count("[@") > 1:
            yield f"a citation inside {paragraph[:50]!r}"
        if len(set(keys)) != len(keys):
            yield f"a key twice in one mark, {keys}"
    yield from (f"{key} is cited and not defined" for key in sorted(used - set(brief.sources)))
    yield from (f"{key} is defined and not cited" for key in sorted(set(brief.sources) - used))


def prose(brief: Brief) -> Iterator[str]:
    """One line a paragraph, a full stop, clean spacing, no placeholder, and the length that the kind asks for."""
    for paragraph in brief.paragraphs:
        text = without_marks(paragraph).strip()
        if "\n" in paragraph:
            yield f"a line break inside {paragraph[:50]!r}"
        if not re.search(r"[.!?:)\"']$", text):
            yield f"no full stop, {text[-40:]!r}"
        if re.search(r"  | [,.;:!?]", text):
            yield f"spacing in {text[:50]!r}"
    if PLACEHOLDER.search(brief.body):
        yield "a placeholder or `per cent` in the body"
    count = word_count(brief.body)
    low, high = WORDS_OF.get(brief.name) or WORDS.get(str(brief.front.get("kind")), (0, 0))
    if not low <= count <= high:
        yield f"{count} words, want {low} to {high}"
