"""Where the command line's words go: results to standard output, everything else to standard error.

Text is printed without terminal control characters, so that no document can repaint the reader's screen.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper

from rich.box import HORIZONTALS
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from rag.base.printable import one_line, printable

Step = Callable[[str, int, int], None]

PIPE_WIDTH = 200


def use_utf8() -> None:
    """Lets both streams take every character, whatever the locale; half a surrogate pair becomes an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(value: object) -> None:
    """One JSON value as one line on standard output, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(text: str = "", *, style: str = "", indent: int = 0) -> None:
    """A paragraph on standard output: wrapped on a terminal, line by line in a pipe."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(Padding(Text(printable(text), style=style), (0, 0, 0, indent), expand=False))
    else:
        lines = (" " * indent + line if line else "" for line in printable(text).split("\n"))
        console.print(Text("\n".join(lines)), soft_wrap=True)


def say_table(columns: Sequence[str], rows: Sequence[Sequence[str]], lines: bool = False) -> None:
    """A table on standard output, with `lines` between rows of long cells; nothing where there are no rows."""
    if not rows:
        return
    table = Table(box=HORIZONTALS if lines else None, pad_edge=False, header_style="bold", show_lines=lines)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    terminal = Console(highlight=False)
    console = terminal if terminal.is_terminal else Console(highlight=False, width=PIPE_WIDTH)
    console.print(table)


def note(text: str) -> None:
    """A remark on standard error."""
    Console(stderr=True, highlight=False).print(Text(printable(text)), soft_wrap=True)


def fail(text: str) -> None:
    """An error on standard error, in one line."""
    note(f"error: {one_line(text)}")


@contextmanager
def progress() -> Iterator[Step]:
    """A progress bar on standard error: call what it yields with what is being done, how much is done, of how much."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
    from rich.table import Column

    what = TextColumn(
        "{task.description}", markup=False, table_column=Column(no_wrap=True, overflow="ellipsis", max_width=40)
    )
    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TimeElapsedColumn(), what)
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None, visible=False)

        def step(what: str, done: int, total: int) -> None:
            bar.update(task, description=printable(what), completed=done, total=total, visible=True)

        yield step
        bar.update(task, description="")
