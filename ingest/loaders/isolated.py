"""Reading files in a process of its own, which may take so long and so much memory and no more.

A file of some kilobytes can ask a loader for hours of work or for all memory. Here that costs the file, not the batch:
the process is ended, FileProblem says why, and the next file gets another. One process reads file after file as long as
it behaves; it gets a path and answers with JSON, so that nothing that a file holds can run here.
"""

from __future__ import annotations

import atexit
import faulthandler
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from threading import Timer
from types import TracebackType
from typing import IO

from pydantic import TypeAdapter

from ingest import ocr
from ingest.loaders import load as load_here
from rag.base.errors import FileProblem
from rag.base.types import Document

SECONDS, SECONDS_A_MB = 120.0, 4.0
"""The time that a file has, and more for every megabyte of it: 100 MB of plain text take half a minute on one core."""

MEMORY = 2 * 2**30
"""The most that the process may take, in bytes, where the system can hold it to that (Windows can't)."""

_LATER = 10.0
_PROGRAM = "import sys; sys.path[:] = {path!r}; from ingest.loaders import isolated; isolated.serve({memory})"


class Isolated:
    """The processes that wait for a file to read; as many are started as threads read at the same time."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._idle: list[_Reader] = []

    def load(self, path: Path, root: Path) -> Document:
        """What `ingest.loaders.load` gives. Raises FileProblem, also for a file that needs too much time or memory."""
        reader = self._reader(path)
        size = _size(path)
        pictures = ocr.seconds(size) if path.suffix.lower() == ".pdf" else 0.0
        try:
            kind, content = reader.ask(path, root, self._seconds + SECONDS_A_MB * size / 2**20 + pictures)
        finally:
            if reader.is_ready:
                self._idle.append(reader)
            else:
                reader.end()
        if kind == "document":
            return _document().validate_json(content)
        said = content.decode(errors="replace")
        raise FileProblem(said if kind == "problem" else _told(kind, path.name, said, self._memory))

    def close(self) -> None:
        """Ends the processes; another one is started when there is a file to read."""
        while self._idle:
            self._idle.pop().end()

    def _reader(self, path: Path) -> _Reader:
        while self._idle:
            with suppress(IndexError):  # another thread was faster
                reader = self._idle.pop()
                if reader.is_alive:
                    return reader
                reader.end()
        try:
            return _Reader(self._memory)
        except OSError as error:
            raise FileProblem(
                f"{path.name!r} can't be read (no process can be started for it: {error}): close other programs"
            ) from error


class _Reader:
    """One process; `is_ready` is whether it can be asked."""

    def __init__(self, memory: int) -> None:
        paths = [place or str(Path.cwd()) for place in sys.path]
        self._process = subprocess.Popen(  # noqa: S603 - this Python and this program alone
            [sys.executable, "-P", "-c", _PROGRAM.format(path=paths, memory=memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.is_ready = True

    @property
    def is_alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def ask(self, path: Path, root: Path, seconds: float) -> tuple[str, bytes]:
        """The kind of its answer and the answer; where it gave none, `late` or `ended` and how."""
        self.is_ready = False
        late: list[float] = []
        clock = Timer(seconds, partial(self._stop, late, seconds))
        clock.daemon = True
        clock.start()
        try:
            answer = self._answer({"path": str(path.absolute()), "root": str(root.absolute()), "seconds": seconds})
        finally:
            clock.cancel()
        if answer:
            return answer
        if late:
            return "late", b"%.0f s" % seconds
        status = self._process.wait()
        return "ended", b"signal %d" % -status if status < 0 else b"exit status %d" % status

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was never sent
                pipe.close() if pipe else None

    def _stop(self, late: list[float], seconds: float) -> None:
        late.append(seconds)
        self._process.kill()

    def _answer(self, request: Mapping[str, object]) -> tuple[str, bytes] | None:
        """The answer, None where the process ended before it was complete."""
        given, sent = self._process.stdin, self._process.stdout
        if given is None or sent is None:
            return None
        with suppress(BrokenPipeError):
            given.write(json.dumps(request).encode() + b"\n")
            given.flush()
        kind, _, rest = sent.readline().decode().partition(" ")
        if not rest.endswith("\n"):
            return None
        size, is_last = map(int, rest.split())
        content = sent.read(size)
        if len(content) < size:
            return None
        self.is_ready = not is_last
        return kind, content


def load(path: Path, root: Path) -> Document:
    """What `ingest.loaders.load` gives, read in a process of its own. Raises FileProblem."""
    return _shared.load(path, root)


def serve(memory: int) -> None:
    """What the process does: one line of JSON with a path in, one answer out, until nobody asks any more.

    An answer is a line (what it is, its length, whether it is the last one) and the content. It keeps a clock too, for
    the case that whoever asked is no longer there.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches both; the other one decides
    answers = os.fdopen(os.dup(1), "wb")
    sys.excepthook = partial(_tell_unforeseen, answers, memory)
    _limit(memory)
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # what a library prints is no answer
        for line in sys.stdin.buffer:
            request = json.loads(line)
            faulthandler.dump_traceback_later(request["seconds"] + _LATER, exit=True, file=nowhere)
            kind, content = _read(Path(request["path"]), Path(request["root"]))
            faulthandler.cancel_dump_traceback_later()
            is_last = kind == "memory" or _taken() > memory // 4
            _tell(answers, kind, content, is_last=is_last)
            if is_last:
                break
    os._exit(0)


def _read(path: Path, root: Path) -> tuple[str, bytes]:
    try:
        return "document", _document().dump_json(load_here(path, root))
    except FileProblem as error:
        return "problem", str(error).encode(errors="backslashreplace")
    except MemoryError:
        return "memory", b""


def _tell(answers: IO[bytes], kind: str, content: bytes, *, is_last: bool) -> None:
    answers.write(f"{kind} {len(content)} {is_last:d}\n".encode())
    answers.write(content)
    answers.flush()


def _tell_unforeseen(
    answers: IO[bytes], memory: int, kind: type[BaseException], error: BaseException, _: TracebackType | None
) -> None:
    said = " ".join(f"{kind.__name__}: {error}".split())
    # Where memory is short, libraries in C have errors of their own names.
    _tell(
        answers,
        "memory" if _taken() > memory // 2 else "unforeseen",
        said.encode(errors="backslashreplace"),
        is_last=True,
    )


def _told(kind: str, name: str, said: str, memory: int) -> str:
    """Why a file was left out, in a sentence."""
    match kind:
        case "late":
            return f"{name!r} takes longer than {said} to read: split it, or save it as plain text"
        case "memory":
            return f"{name!r} takes more than {memory / 2**30:.2g} GB of memory to read: split it, or save it as text"
        case "unforeseen":
            return f"{name!r} can't be read (unforeseen {said}): please report it, and save it in another format"
        case _:
            return f"{name!r} ended the program that read it ({said}): save it anew, or in another format"


def _limit(memory: int) -> None:
    """Holds this process to so many bytes, where the system can do that."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        # On Linux that is what is written to, and not what is only set aside, as for the threads of a library.
        resource.setrlimit(resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS, (memory, memory))


def _taken() -> int:
    """The most memory that this process has had, in bytes; 0 where that can't be found out."""
    with suppress(OSError):
        # `ru_maxrss` would begin with that of the process which started this one.
        found = re.search(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
        return int(found[1]) * 1024 if found else 0
    return 0


def _size(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0


@cache
def _document() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


_shared = Isolated()
atexit.register(_shared.close)
