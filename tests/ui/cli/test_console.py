"""Words on the terminal: nothing steers it, nothing is broken in a pipe."""

from __future__ import annotations

import io
import json
import sys
import time

import pytest

from ui.cli import console


def test_markup_of_a_document_is_not_read(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("[bold red]x[/] :smile: [link=https://example.org]y[/link]")
    assert capsys.readouterr().out == "[bold red]x[/] :smile: [link=https://example.org]y[/link]\n"


def test_pipe_gets_whole_lines(capsys: pytest.CaptureFixture[str]) -> None:
    console.say("word " * 200 + "end\n\nnext", indent=2)
    assert capsys.readouterr().out == "  " + "word " * 200 + "end\n\n  next\n"


def test_terminal_gets_wrapped_lines(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "40")
    console.say("word " * 20, indent=4)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 2
    assert all(line.startswith("    word") for line in lines)


def test_table_shows_cells_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    console.say_table(["id", "title"], [("a", "[red]A[/]\x1b[2J"), ("b", "x" * 150)])
    out = capsys.readouterr().out
    assert "[red]A[/][2J" in out
    assert "x" * 150 in out
    console.say_table(["id"], [])
    assert capsys.readouterr().out == ""


def test_json_takes_every_character(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(io.BytesIO(), encoding="ascii"))
    console.use_utf8()
    console.emit({"text": "鹤岗 \ud800 \n"})
    assert "鹤岗".encode() in raw.getvalue()
    assert json.loads(raw.getvalue()) == {"text": "鹤岗 \ud800 \n"}
    assert raw.getvalue().count(b"\n") == 1


def test_progress_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress() as step:
        step("reading [bold]x[/]", 1, 2)
        step("reading [bold]y[/]", 2, 2)
    out, err = capsys.readouterr()
    assert out == ""
    assert "2/2" in err


def test_progress_shows_what_is_done_as_it_stands(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    with console.progress() as step:
        step("reading [bold]y[/]\x1b[2J", 1, 2)
        err, ends = "", time.monotonic() + 60
        while "reading" not in err and time.monotonic() < ends:
            time.sleep(0.05)
            err += capsys.readouterr().err
    err += capsys.readouterr().err
    assert "reading [bold]y[/]" in err
    assert "\x1b[2J" not in err


def test_progress_of_nothing_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress():
        pass
    assert capsys.readouterr().err.strip() == ""
