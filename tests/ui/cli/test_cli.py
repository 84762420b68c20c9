"""The program as a whole: help, global options, and that every error ends as one line and the right status."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.base.errors import AftermineError, FileProblem, IndexBusy, IndexMissing, ModelProblem, NotFound, SettingsError
from tests.ui.conftest import Aftermine
from tests.ui.program import commands
from tests.ui.samples import SampleAssistant
from ui import compose
from ui.cli.commands.options import collect, hoist

HEAVY = {"torch", "sentence_transformers", "chromadb", "streamlit", "onnxruntime", "numpy", "scipy", "langchain_core"}
PROMISED = {"chat", "ingest", "ask", "search", "documents", "show", "remove", "doctor", "evaluate"}
COMMANDS = list(commands())


def test_help_lists_every_command(aftermine: Aftermine) -> None:
    result = aftermine("--help")
    assert result.status == 0
    assert [name for name in COMMANDS if f"  {name.split()[0]} " not in result.out] == []
    assert set(COMMANDS) >= PROMISED
    assert aftermine().out == result.out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(aftermine: Aftermine, command: str) -> None:
    result = aftermine(*command.split(), "--help")
    assert result.status == 0
    assert f"    aftermine {command}" in result.out


def test_version(aftermine: Aftermine) -> None:
    result = aftermine("--version")
    assert result.status == 0
    assert result.out.startswith("aftermine ")


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, ui.cli.program; ui.cli.program.run(['--help']); print('\\n' + ' '.join(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert HEAVY & set(out.splitlines()[-1].split()) == set()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["ask", "Q", "--debug"], ["--debug", "ask", "Q"]),
        (["ask", "Q", "--index", "x", "--json"], ["--index", "x", "ask", "Q", "--json"]),
        (["ingest", "--library=x", "a.pdf"], ["--library=x", "ingest", "a.pdf"]),
        (["ask", "--set", "a=b", "Q", "--set=c=d"], ["--set", "a=b", "--set=c=d", "ask", "Q"]),
        (["ask", "--", "--debug"], ["ask", "--", "--debug"]),
        (["ask", "--index"], ["--index", "ask"]),
        (["chat", "--model", "a:b", "--model-url=c"], ["--model", "a:b", "--model-url=c", "chat"]),
    ],
)
def test_global_options_may_follow_the_command(given: list[str], expected: list[str]) -> None:
    assert hoist(given) == expected


def test_options_become_settings_and_environment() -> None:
    said = collect("lib", None, ["retrieval.passages=5", "answering.model = x=y"])
    assert said.settings().retrieval.passages == 5
    assert said.settings().answering.model == "x=y"
    assert said.settings().library == Path("lib").absolute()
    assert said.environment() == {
        "AFTERMINE_RETRIEVAL__PASSAGES": "5",
        "AFTERMINE_ANSWERING__MODEL": "x=y",
        "AFTERMINE_LIBRARY": "lib",
    }


def test_a_named_model_is_the_setting() -> None:
    said = collect(None, None, ["answering.model=extractive"], "llama", "http://localhost:8000/v1")
    assert said.overrides == {"answering.model": "llama", "answering.model_url": "http://localhost:8000/v1"}
    assert said.settings().answering.model == "llama"


@pytest.mark.parametrize(
    "line",
    [
        ["ask"],
        ["ask", "Q", "--batch", "f.jsonl"],
        ["ask", "--batch", "missing.jsonl"],
        ["ask", "Q", "--nonsense"],
        ["ask", "Q", "--set", "nonsense"],
        ["ask", "Q", "--set", "retrieval.nonsense=1"],
        ["ask", "Q", "--set", "retrieval.passages=many"],
        ["search", "Q", "-k", "0"],
        ["search"],
        ["nonsense"],
        ["chat", "--port", "99999999"],
    ],
)
def test_wrong_use_is_one_line_and_status_2(aftermine: Aftermine, assistant: SampleAssistant, line: list[str]) -> None:
    result = aftermine(*line)
    assert (result.status, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (SettingsError("s"), 2),
        (FileProblem("f"), 1),
        (NotFound("n"), 4),
        (IndexMissing("i"), 6),
        (IndexBusy("b"), 6),
        (ModelProblem("m"), 6),
        (AftermineError("two\nlines\x1b[31m"), 2),
        (OSError(28, "No space left on device", "chroma.sqlite3"), 6),
        (ZeroDivisionError("a bug"), 70),
        (KeyboardInterrupt(), 130),
    ],
)
def test_errors_end_as_one_line(
    aftermine: Aftermine, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(compose, "open_assistant", fails)
    result = aftermine("ask", "Q")
    assert (result.status, result.out) == (status, "")
    assert result.err.count("\n") <= 1
    assert "\x1b" not in result.err
    assert "Traceback" not in result.err


def test_debug_shows_the_traceback(aftermine: Aftermine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise NotFound("nothing here")

    monkeypatch.setattr(compose, "open_assistant", fails)
    result = aftermine("ask", "Q", "--debug")
    assert result.status == 4
    assert "Traceback" in result.err
    assert result.err.endswith("error: nothing here\n")


def test_settings_file_that_is_wrong_is_named(aftermine: Aftermine, own_folders: Path) -> None:
    (own_folders / "config.toml").write_text("library = [", encoding="utf-8")
    result = aftermine("documents")
    assert result.status == 2
    assert "config.toml" in result.err


def test_closed_pipe_is_quiet() -> None:
    code = "import sys, ui.cli.program; sys.exit(ui.cli.program.run(['--help']))"
    reading, writing = os.pipe()
    os.close(reading)
    result = subprocess.run([sys.executable, "-c", code], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (result.returncode, result.stderr) == (141, b"")


def test_ctrl_c_is_quiet() -> None:
    code = (
        "import signal, sys, time, ui.cli, ui.compose\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job starts with it ignored
        "ui.compose.open_assistant = lambda *_: (print('ready', flush=True), time.sleep(60))\n"
        "sys.exit(ui.cli.program.run(['ask', 'Q']))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err.strip() == b""
