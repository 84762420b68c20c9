"""The values that a comparison is made of before it is cited."""

from __future__ import annotations

from dataclasses import dataclass

from rag.units import Unit


@dataclass(frozen=True, slots=True)
class Cell:
    """What is said of one subject: `text` as it reads, `unit` what it stands in (a whole row of a table)."""

    text: str
    unit: Unit

    @property
    def place(self) -> tuple[str, int]:
        """The same for cells of the same sentence or row."""
        return self.unit.passage.id, self.unit.start


@dataclass(frozen=True, slots=True)
class Row:
    """A matter and a cell for each subject, None where nothing was found; rows of more `worth` come first."""

    name: str
    cells: tuple[Cell | None, ...]
    worth: float

    @property
    def filled(self) -> int:
        """How many subjects have a cell."""
        return sum(cell is not None for cell in self.cells)
