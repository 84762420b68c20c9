"""Reading in a process of its own: what a file may cost, and that the next one is read all the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from ingest.bundled import briefs_folder
from ingest.loaders import isolated as module
from ingest.loaders import load as load_here
from ingest.loaders.isolated import Isolated
from rag.base.errors import FileProblem
from tests.ingest.loaders import hostile

LITTLE = 192 * 2**20
HOSTILE: dict[str, Callable[[], bytes]] = {
    "paragraphs.docx": partial(hostile.empty_paragraphs, 600_000),
    "forms.pdf": partial(hostile.calling_forms, 7),
    "links.html": partial(hostile.links, 200_000),
    "attributes.html": partial(hostile.attributes, 700_000),
    "emphasis.md": partial(hostile.open_emphasis, 400_000),
    "lines.txt": lambda: b"a b\n\n" * 600_000,
}
"""Made by the test that reads it, and not in each process that collects the tests."""
START = "import sys; sys.path[:] = {path!r}; from ingest.loaders import isolated; "


@pytest.fixture
def readers() -> Iterator[Isolated]:
    made = Isolated()
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "coal.txt").write_text("Hegang mined coal.", encoding="utf-8")
    return tmp_path


def test_a_document_comes_back_as_it_is_read_here(readers: Isolated) -> None:
    path = next(briefs_folder().glob("*.md"))
    assert readers.load(path, path.parent) == load_here(path, path.parent)


def test_what_a_loader_refuses_is_told_in_its_words(readers: Isolated, folder: Path) -> None:
    (folder / "empty.txt").write_bytes(b"")
    with pytest.raises(FileProblem, match=r"^'empty.txt' is empty: remove it, or copy it again$"):
        readers.load(folder / "empty.txt", folder)


def test_one_process_reads_file_after_file(readers: Isolated, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    real = module._Reader
    monkeypatch.setattr(module, "_Reader", lambda memory: started.append(memory) or real(memory))
    (folder / "empty.txt").write_bytes(b"")
    for _ in range(3):
        assert readers.load(folder / "coal.txt", folder).text == "Hegang mined coal."
        with pytest.raises(FileProblem):
            readers.load(folder / "empty.txt", folder)
    assert len(started) == 1


@pytest.mark.system
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.exhaustive] if number % 2 else []) for number, name in enumerate(HOSTILE)],
)
def test_a_file_that_grows_costs_itself_and_not_the_next(
    name: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / name).write_bytes(HOSTILE[name]())
    monkeypatch.setattr(module, "SECONDS_A_MB", 0.0)
    readers = Isolated(4, LITTLE)
    with pytest.raises(
        FileProblem, match=rf"^'{name}' takes (longer than \d+ s|more than 0.19 GB of memory) to read: "
    ):
        readers.load(folder / name, folder)
    assert readers._idle == []
    assert readers.load(folder / "coal.txt", folder).text == "Hegang mined coal."
    readers.close()


def test_the_clock_ends_a_process_that_takes_too_long(folder: Path) -> None:
    (folder / "forms.pdf").write_bytes(hostile.calling_forms(9))
    with pytest.raises(FileProblem, match=r"^'forms.pdf' takes longer than 1 s to read: split it"):
        Isolated(0.5).load(folder / "forms.pdf", folder)


def test_the_process_may_take_only_so_much_memory(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hungry = "isolated.load_here = lambda *_: bytearray({memory}); "
    monkeypatch.setattr(module, "_PROGRAM", f"{START}{hungry}isolated.serve({{memory}})")
    with pytest.raises(FileProblem, match=r"^'coal.txt' takes more than 2 GB of memory to read: split it"):
        Isolated().load(folder / "coal.txt", folder)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os; os._exit(7)", r"^'coal.txt' ended the program that read it \(exit status 7\): save it anew"),
        ("import os; os.kill(os.getpid(), 9)", r"ended the program that read it \(signal 9\)"),
        ("print('document 9 0'); print('{{')", r"ended the program that read it \(exit status 0\)"),
        (
            START + "isolated.load_here = lambda *_: 1 // 0; isolated.serve({memory})",
            r"^'coal.txt' can't be read \(unforeseen ZeroDivisionError: .*\): please report it",
        ),
    ],
)
def test_a_process_that_ends_by_itself_is_told(
    program: str, reason: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = Isolated()
    with monkeypatch.context() as patch:
        patch.setattr(module, "_PROGRAM", program)
        with pytest.raises(FileProblem, match=reason):
            readers.load(folder / "coal.txt", folder)
    assert readers.load(folder / "coal.txt", folder).text == "Hegang mined coal."
    readers.close()


def test_what_a_library_prints_is_no_answer(readers: Isolated, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loud = "isolated.load_here = lambda *a, real=isolated.load_here: (print('document 0 0', flush=True), real(*a))[1]; "
    monkeypatch.setattr(module, "_PROGRAM", f"{START}{loud}isolated.serve({{memory}})")
    assert readers.load(folder / "coal.txt", folder).text == "Hegang mined coal."


def test_one_that_was_ended_while_it_waited_is_replaced(readers: Isolated, folder: Path) -> None:
    readers.load(folder / "coal.txt", folder)
    readers._idle[0]._process.kill()
    readers._idle[0]._process.wait()
    assert readers.load(folder / "coal.txt", folder).text == "Hegang mined coal."


def test_an_interruption_ends_the_process(readers: Isolated, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readers.load(folder / "coal.txt", folder)
    process = readers._idle[0]._process

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module._Reader, "_answer", interrupted)
    with pytest.raises(KeyboardInterrupt):
        readers.load(folder / "coal.txt", folder)
    assert process.returncode is not None
    assert readers._idle == []


def test_a_process_that_can_not_be_started_fails_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(folder / "nothing"))
    with pytest.raises(FileProblem, match="no process can be started for it"):
        Isolated().load(folder / "coal.txt", folder)


def test_threads_read_at_the_same_time(readers: Isolated, folder: Path) -> None:
    names = [f"n{number}.txt" for number in range(6)]
    for name in names:
        (folder / name).write_text(f"It is {name}.", encoding="utf-8")
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda name: readers.load(folder / name, folder).text, names))
    assert found == [f"It is {name}." for name in names]
    assert 1 <= len(readers._idle) <= 3


def test_a_program_without_a_main_guard_reads_in_a_thread_and_ends_at_once(folder: Path) -> None:
    program = folder / "program.py"
    program.write_text(
        f"import sys; sys.path[:] = {sys.path!r}\n"
        "from pathlib import Path\nfrom threading import Thread\nfrom ingest.loaders.isolated import load\n"
        f"folder = Path({str(folder)!r})\n"
        "thread = Thread(target=lambda: print(load(folder / 'coal.txt', folder).text))\n"
        "thread.start()\nthread.join()\n",
        encoding="utf-8",
    )
    run = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=True, timeout=60)
    assert (run.stdout, run.stderr) == ("Hegang mined coal.\n", "")


def test_a_module_in_the_current_folder_is_not_run(
    readers: Isolated, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "yaml.py").write_text("raise SystemExit(3)", encoding="utf-8")
    monkeypatch.chdir(folder)
    assert readers.load(Path("coal.txt"), Path()).text == "Hegang mined coal."
