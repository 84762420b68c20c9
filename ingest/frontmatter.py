"""Reading the YAML header of a Markdown file: what a document says about itself and its sources.

A header that is damaged is reported and never stops the document. All scalars are read as text, so that no value turns
into a date, a number or a Python object by accident.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from rag.base.types import Source

_HEADER = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_KEY_LINE = re.compile(r"\s*[\w-]+[ \t]*:(?:\s|\Z)")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SOURCE_TEXTS = ("author", "publisher", "url", "type", "note")


@dataclass(frozen=True, slots=True)
class Meta:
    """What a file says about itself, as far as it says it.

    `author`, `publisher`, `year` and `url` describe the file as a source; `sources` are those that it names.
    """

    id: str | None = None
    title: str | None = None
    kind: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    author: str | None = None
    publisher: str | None = None
    year: int | None = None
    url: str | None = None


_NULL = (
    "null",
    "~",
)  # YAML's words for nothing: the loader takes every value for a text, to keep years and ids as written


def read_front_matter(text: str) -> tuple[str, Meta, tuple[str, ...]]:
    """The text behind the header, what the header says, and warnings about what in it can't be used.

    A first line `---` without a header behind it is a rule of the text, and all of the text is kept.
    """
    if not text.startswith("---"):
        return text, Meta(), ()
    match = _HEADER.match(text)
    if match is None:
        open_ended = re.match(r"---[ \t]*\n", text) and _KEY_LINE.match(text[3:].lstrip())
        warnings = ("the front matter never ends (no second line '---'): it was read as text",) if open_ended else ()
        return text, Meta(), warnings
    header, body = match["yaml"], text[match.end() :]
    values, problem = _parse(header)
    if values is not None:
        fields = _Fields(values)
        return body, fields.meta(), tuple(fields.warnings)
    if _KEY_LINE.match(header):
        return body, Meta(), (f"the front matter was left out, it is not valid YAML ({problem}): correct it",)
    return (
        f"{header}\n\n{body}",
        Meta(),
        ("the front matter is not a list of 'name: value' lines: it was read as text",),
    )


def year_in(text: str | None) -> int | None:
    """The first year from 1500 to 2099 that stands in the text."""
    match = _YEAR.search(text or "")
    return int(match[0]) if match else None


def _parse(header: str) -> tuple[Mapping[object, object] | None, str]:
    try:
        loader = yaml.BaseLoader(header)
    except yaml.YAMLError as error:  # a character that YAML does not allow
        return None, type(error).__name__
    try:
        values = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        line = f" in line {error.problem_mark.line + 2}" if error.problem_mark else ""
        return None, f"{error.problem}{line}"
    except (yaml.YAMLError, RecursionError) as error:
        return None, type(error).__name__
    finally:
        loader.dispose()
    if values is None:
        return {}, ""
    return (values, "") if isinstance(values, dict) else (None, "no names with values")


class _Fields:
    """Typed access to the header's values, which notes what has the wrong shape."""

    def __init__(self, values: Mapping[object, object]) -> None:
        self._values = values
        self.warnings: list[str] = []

    def meta(self) -> Meta:
        return Meta(
            id=self._text("id"),
            title=self._text("title"),
            kind=self._text("kind"),
            language=self._text("language") or self._text("lang"),
            topics=self._texts("topics"),
            places=self._texts("places"),
            sources=self._sources(),
            author="; ".join(self._texts("author")) or None,
            publisher=self._text("publisher"),
            year=next((year for name in ("year", "date", "written") if (year := year_in(self._text(name)))), None),
            url=self._text("url"),
        )

    def _text(self, name: str) -> str | None:
        value = self._values.get(name, "")
        if not isinstance(value, str):
            self.warnings.append(f"front matter: {name!r} is not a text and was left out")
            return None
        return None if value in _NULL else _line(value) or None

    def _texts(self, name: str) -> tuple[str, ...]:
        value = self._values.get(name, "")
        if isinstance(value, str):
            return (_line(value),) if value.strip() and value not in _NULL else ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.warnings.append(f"front matter: {name!r} is not a list of texts and was left out")
            return ()
        return tuple(_line(item) for item in value if item.strip())

    def _sources(self) -> tuple[Source, ...]:
        entries = self._values.get("sources", "")
        if not isinstance(entries, list):
            if entries:
                self.warnings.append("front matter: 'sources' is not a list and was left out")
            return ()
        sources: dict[str, Source] = {}
        for number, entry in enumerate(entries, 1):
            source = self._source(entry, number)
            if source and source.key in sources:
                self.warnings.append(f"front matter: the source {source.key!r} is listed twice, the first one counts")
            elif source:
                sources[source.key] = source
        return tuple(sources.values())

    def _source(self, entry: object, number: int) -> Source | None:
        if isinstance(entry, str) and entry.strip():
            return Source(key=f"source{number}", title=_line(entry))
        if not isinstance(entry, dict):
            self.warnings.append(f"front matter: source {number} is neither a text nor a list of names and values")
            return None
        fields = _Fields(entry)
        key, title = fields._text("id"), fields._text("title")
        author, publisher, url, kind, note = (fields._text(name) for name in _SOURCE_TEXTS)
        year = year_in(fields._text("year"))
        self.warnings += [f"{warning} (source {number})" for warning in fields.warnings]
        if not key and not title:
            self.warnings.append(f"front matter: source {number} has neither 'id' nor 'title' and was left out")
            return None
        key = key or f"source{number}"
        return Source(key, title or key, author, publisher, year, url, kind, note)


def _line(value: str) -> str:
    r"""The value in one line; the two halves of a character that YAML escapes as `\ud83d\udca1` are joined."""
    return " ".join(value.encode("utf-16", "surrogatepass").decode("utf-16", "replace").split())
