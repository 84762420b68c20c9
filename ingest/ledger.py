"""What the library remembers about its files: where each came from, and what was removed; kept in `.aftermine.json`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from rag.base.errors import FileProblem
from rag.base.printable import without_password
from rag.store.atomic_files import replace_bytes

LEDGER_FILE = ".aftermine.json"


@dataclass(frozen=True, slots=True)
class Removal:
    """A removed document: the key of its file (as in `ingest.files.Found`), and where in the library that is kept now.

    `kept` is None for a bundled brief, whose file stays where it is.
    """

    file: str
    kept: str | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """`origins` maps a file's name in the library to where it was copied from; `removed` is by document id.

    An origin holds no password, whoever wrote it.
    """

    origins: dict[str, str] = field(default_factory=dict)
    removed: dict[str, Removal] = field(default_factory=dict)

    def __post_init__(self) -> None:
        told = {name: without_password(origin) for name, origin in self.origins.items()}
        object.__setattr__(self, "origins", told)

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of bundled briefs that are not wanted."""
        return frozenset(removal.file for removal in self.removed.values() if removal.kept is None)


def read_ledger(library: Path) -> Ledger:
    """The library's ledger, empty where there is none. Raises FileProblem when it can't be read."""
    path = library / LEDGER_FILE
    try:
        return _adapter().validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return Ledger()
    except (OSError, ValidationError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not what was written"
        raise FileProblem(
            f"the library's notes {str(path)!r} can't be read ({reason}): correct them, or delete the file, which "
            "brings removed briefs back"
        ) from error


def write_ledger(library: Path, ledger: Ledger) -> None:
    """Keeps the ledger. Raises OSError."""
    replace_bytes(library / LEDGER_FILE, _adapter().dump_json(ledger, indent=1))


@cache
def _adapter() -> TypeAdapter[Ledger]:
    return TypeAdapter(Ledger)
