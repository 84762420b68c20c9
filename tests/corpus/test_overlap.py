"""The overlap check finds copied runs of words, and only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.overlap import main, shared_runs

pytestmark = pytest.mark.system

ARTICLE = "The last seam closed in a wet spring, and by autumn the company school had no pupils left at all."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They say the last seam closed in a wet spring, and by autumn it was over. [@a2010]", 11),
        ("the last seam closed in a wet spring", None),
        ("Nothing here was taken from anywhere else, and so nothing here is found.", None),
        ("the last seam closed in a\nwet spring and by autumn the", None),
    ],
)
def test_shared_runs(text: str, expected: int | None) -> None:
    assert [len(run.split()) for run in shared_runs(text, ARTICLE)] == ([expected] if expected else [])


def test_titles_may_be_long() -> None:
    title = "How Gen Z from Hegang Earned a Million In a Year Through BBQ Booths"
    assert list(shared_runs(f"It cites “{title}”.", f"See {title}.")) == []


def test_program_reports_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brief = Path(__file__).parents[2] / "corpus" / "briefs" / "hegang-profile.md"
    (tmp_path / "copied.txt").write_text(brief.read_text(encoding="utf-8").split("---\n", 2)[2], encoding="utf-8")
    assert main(str(tmp_path / "copied.txt")) == 1
    assert "hegang-profile.md: " in capsys.readouterr().out
    (tmp_path / "own.txt").write_text("Nothing of it.", encoding="utf-8")
    assert main(str(tmp_path / "own.txt")) == 0
