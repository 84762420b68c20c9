"""Records of a reference manager that lie beside files: BibTeX, RIS or CSL-JSON, as Zotero exports them.

A record belongs to the file that it names as attached, else to the one that is called by its citation key or its title.
What can't be read of a list is said of it, and the rest of it counts.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from ingest.frontmatter import year_in
from rag.base.errors import FileProblem
from rag.base.types import Source

if TYPE_CHECKING:
    from pybtex.database import Entry

SUFFIXES = frozenset({".bib", ".ris", ".json"})
MAX_BYTES = 20 * 1024 * 1024
SHORTEST = 16
"""Letters that a title must have, for a file to be told by it whose name holds more; a Chinese one counts as two."""
LONGEST = 40
"""Letters of a title that reference managers put into the names of files, at least."""

_TYPES = {
    "article": "scholarly", "article-journal": "scholarly", "jour": "scholarly", "inproceedings": "scholarly",
    "paper-conference": "scholarly", "conf": "scholarly", "thesis": "scholarly", "phdthesis": "scholarly",
    "article-newspaper": "press", "news": "press", "article-magazine": "commentary", "mgzn": "commentary",
    "book": "book", "chapter": "book", "incollection": "book", "chap": "book",
    "report": "official", "techreport": "official", "rprt": "official",
}  # fmt: skip
_HOLDERS = (
    "journaltitle",
    "journal",
    "booktitle",
    "publisher",
    "institution",
    "school",
    "organization",
    "howpublished",
)
_RIS_HOLDERS = ("secondary_title", "journal_name", "alternate_title3", "alternate_title2", "publisher")
_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a source, and the paths of the files that are attached to it."""

    source: Source
    files: tuple[PurePosixPath, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The records of one list, and what could not be read of it."""

    records: tuple[Record, ...]
    problem: str = ""


def read_catalogue(path: Path) -> Catalogue | None:
    """The records of a list; None for a JSON file that is none. Raises FileProblem where nothing of it can be read."""
    try:
        status = path.stat()
        if status.st_size > MAX_BYTES:
            raise FileProblem(f"{path.name!r} is too large for a list of sources: export a part of it")
        return _read(path, (status.st_size, status.st_mtime_ns))
    except OSError as error:
        raise FileProblem(f"{path.name!r} can't be read ({error.strerror}): check that it may be read") from error


@lru_cache(maxsize=16)
def _read(path: Path, _: tuple[int, int]) -> Catalogue | None:
    text = path.read_bytes().decode("utf-8-sig", "replace")
    if path.suffix.lower() == ".json":
        return _csl(text)
    return _bibtex(text, path.name) if path.suffix.lower() == ".bib" else _ris(text, path.name)


class Shelved:
    """The records of several lists, to look up the one of a file."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._attached: dict[str, list[Record]] = {}
        self._titled: list[tuple[str, Record]] = []
        self._keyed: dict[str, Record] = {}
        for record in records:
            for file in record.files:
                self._attached.setdefault(_file_name(file), []).append(record)
            self._keyed.setdefault(_plain(record.source.key), record)
            self._titled.append((_plain(record.source.title)[:LONGEST], record))

    def of(self, path: PurePosixPath) -> Source | None:
        """The record of a file; None where there is none, or where two would do."""
        attached = self._attached.get(_file_name(path), [])
        if attached:
            return _only(_longest(attached, path))
        stem = _plain(path.stem)
        if keyed := self._keyed.get(stem):
            return keyed.source
        return _only(record for title, record in self._titled if title == stem or _tells(title, stem))


def _tells(title: str, stem: str) -> bool:
    """Whether the title stands in a file's name, and is not so short that it might stand in others."""
    return title in stem and len(title) + len(_HAN.findall(title)) >= SHORTEST


def _longest(records: Sequence[Record], path: PurePosixPath) -> list[Record]:
    """Those whose attached files share most of their path with this one."""
    shared = [max(_common(path, file) for file in record.files) for record in records]
    return [record for record, length in zip(records, shared, strict=True) if length == max(shared)]


def _common(one: PurePosixPath, other: PurePosixPath) -> int:
    pairs = list(zip(reversed(one.parts), reversed(other.parts), strict=False))
    return next((n for n, (a, b) in enumerate(pairs) if n and a != b), len(pairs))


def _only(records: Iterable[Record]) -> Source | None:
    found = {record.source.title: record.source for record in records}
    return next(iter(found.values())) if len(found) == 1 else None


def _file_name(path: PurePosixPath) -> str:
    return _plain(path.stem) + path.suffix.lower()


def _plain(text: str) -> str:
    """The letters and digits alone, since signs change on the way into a file's name."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _bibtex(text: str, name: str) -> Catalogue:
    found, problems = _entries(text)
    if problems:  # a brace that never closes takes all behind it along: each record is read by itself
        parts = re.split(r"^(?=[ \t]*@)", text, flags=re.MULTILINE)
        macros = "".join(part for part in parts if part.lstrip().lower().startswith("@string"))
        apart = [_entries(macros + part) for part in parts if part.strip()]
        found = {key: entry for entries, _ in apart for key, entry in entries.items()}
        problems = [problem for _, several in apart for problem in several]
    first = f" ({' '.join(str(problems[0]).split())})" if problems else ""
    made = (_of_bibtex(key, entry.type, entry.fields, entry.persons) for key, entry in found.items())
    records = tuple(record for record in made if record)
    if not records:
        raise FileProblem(f"{name!r} holds no BibTeX record that can be read{first}: export it anew")
    return Catalogue(records, f"{len(problems)} of its records can't be read{first}: correct them" if problems else "")


def _entries(text: str) -> tuple[dict[str, Entry], list[object]]:
    """The entries of a BibTeX text by their keys, and what is wrong with others."""
    from pybtex.database.input.bibtex import Parser
    from pybtex.errors import capture
    from pybtex.exceptions import PybtexError

    with capture() as problems:
        try:
            return dict(Parser().parse_string(text).entries), problems
        except (PybtexError, RecursionError) as error:
            return {}, [error]


def _of_bibtex(
    key: str, kind: str, fields: Mapping[str, str], persons: Mapping[str, Sequence[object]]
) -> Record | None:
    told = {name.lower(): _latex(value) for name, value in fields.items() if name.lower() != "file"}
    people = persons.get("author") or persons.get("editor") or []
    names = [_person(_latex(_parts(p, "last")), _latex(_parts(p, "first"))) for p in people]
    files = next((value for name, value in fields.items() if name.lower() == "file"), "")
    doi = told.get("doi", "")
    return _record(
        key,
        title=told.get("title", ""),
        author=names,
        publisher=next((told[name] for name in _HOLDERS if told.get(name)), ""),
        year=told.get("year") or told.get("date", ""),
        url=told.get("url") or (f"https://doi.org/{doi}" if doi else ""),
        kind=kind,
        files=_attached(files),
    )


def _parts(person: object, name: str) -> str:
    """A pybtex person's last name with its particle, or first names."""
    ways = ("prelast_names", "last_names", "lineage_names") if name == "last" else ("first_names", "middle_names")
    return " ".join(part for way in ways for part in getattr(person, way))


def _latex(text: str) -> str:
    """The text without LaTeX's commands and braces."""
    from pybtex.exceptions import PybtexError
    from pybtex.richtext import Text

    try:
        plain = str(Text.from_latex(text))
    except (PybtexError, ValueError):  # a brace without its other half
        plain = re.sub(r"[{}]", "", text)
    return " ".join(plain.split())


def _attached(field: str) -> Iterator[PurePosixPath]:
    r"""The paths in a `file` field: `name:path:type` or a path, with `;` between and `\` before what is meant."""
    for part in re.split(r"(?<!\\);", field):
        pieces = re.split(r"(?<!\\):", part)
        path = pieces[1] if len(pieces) == 3 else part
        yield from _path(re.sub(r"\\([:;\\{}_&%#$])", r"\1", path))


def _path(text: str) -> Iterator[PurePosixPath]:
    path = PurePosixPath(text.strip().replace("\\", "/").removeprefix("file://"))
    if path.name:
        yield path


def _ris(text: str, name: str) -> Catalogue:
    import rispy

    try:
        entries = rispy.loads(text, skip_unknown_tags=True)
    except (OSError, ValueError, KeyError, IndexError) as error:
        raise FileProblem(f"{name!r} is no RIS ({error}): export it anew") from error
    if not entries:
        raise FileProblem(f"{name!r} holds no RIS record: export it anew")
    return Catalogue(tuple(record for entry in entries if (record := _of_ris(entry))))


def _of_ris(entry: Mapping[str, object]) -> Record | None:
    people = _texts(entry, "authors", "first_authors", "secondary_authors")
    names = [_person(*(part.strip() for part in name.partition(",")[::2])) for name in people]
    files = _texts(entry, "file_attachments1", "file_attachments2", "link_to_pdf")
    return _record(
        next(iter(_texts(entry, "id", "label")), ""),
        title=next(iter(_texts(entry, "title", "primary_title")), ""),
        author=names,
        publisher=next(iter(_texts(entry, *_RIS_HOLDERS)), ""),
        year=next(iter(_texts(entry, "year", "publication_year", "date")), ""),
        url=next(iter(_texts(entry, "urls", "url")), "") or _doi(entry.get("doi")),
        kind=str(entry.get("type_of_reference", "")),
        files=(path for file in files for path in _path(file)),
    )


def _texts(entry: Mapping[str, object], *names: str) -> list[str]:
    """The texts of the first of these fields that has any."""
    for name in names:
        value = entry.get(name)
        values = value if isinstance(value, list) else [value]
        if found := [each for each in values if isinstance(each, str) and each.strip()]:
            return found
    return []


def _doi(value: object) -> str:
    return f"https://doi.org/{value}" if isinstance(value, str) and value.strip() else ""


def _csl(text: str) -> Catalogue | None:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    items = [each for each in data if isinstance(each, dict)] if isinstance(data, list) else []
    if not items or not all("type" in item and "id" in item for item in items):
        return None
    return Catalogue(tuple(record for item in items if (record := _of_csl(item))))


def _of_csl(item: Mapping[str, object]) -> Record | None:
    people = item.get("author") or item.get("editor")
    named = [each for each in people if isinstance(each, dict)] if isinstance(people, list) else []
    names = [
        _person(str(each.get("literal") or each.get("family") or ""), str(each.get("given") or "")) for each in named
    ]
    issued = item.get("issued")
    return _record(
        str(item.get("citation-key") or item["id"]),
        title=str(item.get("title") or ""),
        author=names,
        publisher=next(iter(_texts(item, "container-title", "publisher")), ""),
        year=json.dumps(issued) if issued else "",
        url=next(iter(_texts(item, "URL")), "") or _doi(item.get("DOI")),
        kind=str(item["type"]),
        files=(),
    )


def _person(family: str, given: str) -> str:
    """A name as it is printed: the family's first in Chinese, last elsewhere."""
    return f"{family}{given}" if _HAN.search(family) else f"{given} {family}".strip()


def _record(  # noqa: PLR0913  each is a field of the record
    key: str,
    *,
    title: str,
    author: Sequence[str],
    publisher: str,
    year: str,
    url: str,
    kind: str,
    files: Iterable[PurePosixPath],
) -> Record | None:
    """The record; None without a title, by which it could be cited."""
    if not title:
        return None
    people = "; ".join(name for name in author if name)
    source = Source(
        key or title,
        title,
        people or None,
        publisher or None,
        year_in(year),
        url or None,
        _TYPES.get(kind.lower()),
    )
    return Record(source, tuple(files))
