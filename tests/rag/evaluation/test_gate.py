"""The gate: floors read from TOML, met or missed, and what is wrong with the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.base.errors import UsageError
from rag.evaluation.metrics import Missed, Summary, missed, read_floors
from rag.evaluation.stats import Estimate


def summary(**values: float) -> Summary:
    metrics = {name.replace("_at_", "@"): Estimate(value, 0.0, 1.0, 10) for name, value in values.items()}
    return Summary(10, metrics, {}, {}, {}, ())


def floors(folder: Path, text: str) -> dict[str, dict[str, float]]:
    path = folder / "FLOORS.toml"
    path.write_text(text, encoding="utf-8")
    return {name: dict(table) for name, table in read_floors(path).items()}


def test_floors_are_read_by_set(tmp_path: Path) -> None:
    found = floors(tmp_path, '[all]\n"hit@5" = 0.95\nfalse_refusal = 0\n["glossary"]\nscore = 0.5\n')
    assert found == {"all": {"hit@5": 0.95, "false_refusal": 0.0}, "glossary": {"score": 0.5}}


def test_a_floor_is_met_up_to_rounding() -> None:
    summaries = {"all": summary(score=0.1 + 0.2, false_refusal=0.06)}
    assert (
        missed({"all": {"score": 0.3, "false_refusal": 0.06}}, {"all": summary(score=0.3 - 1e-12, false_refusal=0.06)})
        == ()
    )
    assert missed({"all": {"score": 0.3}}, summaries) == ()


def test_where_less_is_better_the_floor_is_a_ceiling() -> None:
    summaries = {"all": summary(hit_at_5=0.94, false_refusal=0.07)}
    found = missed({"all": {"hit@5": 0.95, "false_refusal": 0.06}}, summaries)
    assert [str(each) for each in found] == [
        "all: hit@5 is 0.94, at least 0.95 is asked for",
        "all: false_refusal is 0.07, at most 0.06 is asked for",
    ]


def test_a_figure_that_is_absent_meets_no_floor() -> None:
    asked = {"all": {"score": 0.1}, "other": {"score": 0.1}}
    found = missed(asked, {"all": summary()})
    assert found == (Missed("all", "score", 0.1, None), Missed("other", "score", 0.1, None))
    assert str(found[0]) == "all: score is absent, at least 0.1 is asked for"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[all\n", "can't be read"),
        ("score = 0.5\n", "'score' stands outside a set"),
        ("[all]\nscor = 0.5\n", "unknown metric 'scor': did you mean 'score'?"),
        ("[all]\nxyzzy = 0.5\n", "unknown metric 'xyzzy': the metrics are score, hit@1"),
        ('[all]\nscore = "0.5"\n', "the floor of 'score' is '0.5': write a number"),
        ("[all]\nscore = true\n", "the floor of 'score' is True: write a number"),
        ("", "holds no floor"),
        ("[all]\n", "holds no floor"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(UsageError) as error:
        floors(tmp_path, text)
    assert expected in str(error.value)


def test_a_missing_file_is_explained(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        read_floors(tmp_path / "none.toml")
