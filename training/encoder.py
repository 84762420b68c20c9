"""Rows as token ids, and batches of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from rag.models.onnx import CROSS_ENCODER, OnnxModel
from training.data import Row


@dataclass(frozen=True, slots=True)
class Item:
    """A row as token ids; `passage` is its first place, `start` and `end` the answer's, -1 without one."""

    ids: list[int]
    passage: int
    answers: float
    start: int
    end: int
    weight: float
    claim: bool


class Encoder:
    """Rows to token ids, with a window of the passage that holds the answer where the whole doesn't fit."""

    def __init__(self, tokens: int) -> None:
        self.tokenizer = OnnxModel(CROSS_ENCODER).tokenizer
        self.tokens = tokens
        self.begin, self.sep = (self.tokenizer.token_to_id(name) for name in ("[CLS]", "[SEP]"))

    def item(self, row: Row, chance: random.Random) -> Item:
        """The row, cut to the limit: mostly at the end, else around the answer."""
        question = self.tokenizer.encode(row.question, add_special_tokens=False).ids[:64]
        passage = self.tokenizer.encode(row.passage, add_special_tokens=False)
        span = row.span or (0, 0)
        inside = [i for i, (a, b) in enumerate(passage.offsets) if a < span[1] and b > span[0]]
        first, last = (inside[0], inside[-1]) if inside else (-1, -1)
        room = self.tokens - len(question) - 3
        cut = _cut(len(passage.ids), room, first, last, chance)
        head = [self.begin, *question, self.sep]
        ids = [*head, *passage.ids[cut : cut + room], self.sep]
        places = (first - cut + len(head), last - cut + len(head)) if inside else (-1, -1)
        if places[1] >= len(ids) - 1:
            places = (-1, -1)
        return Item(ids, len(head), float(row.answers), *places, row.weight, row.claim)


def _cut(length: int, room: int, first: int, last: int, chance: random.Random) -> int:
    """How many tokens of the passage's beginning are left out, so that `first` to `last` stay in view."""
    if length <= room or (last < room and chance.random() < 0.7):
        return 0
    low, high = (max(0, last - room + 1), min(first, length - room)) if first >= 0 else (0, length - room)
    return chance.randint(low, high) if low < high else low


def batches(items: Sequence[Item], size: int, chance: random.Random) -> Iterator[list[Item]]:
    """Shuffled batches of items of like length."""
    order = list(items)
    chance.shuffle(order)
    stretch = size * 40
    made: list[list[Item]] = []
    for begin in range(0, len(order), stretch):
        part = sorted(order[begin : begin + stretch], key=lambda item: len(item.ids))
        made += [part[i : i + size] for i in range(0, len(part), size)]
    chance.shuffle(made)
    yield from made


def tensors(batch: Sequence[Item]) -> tuple[Tensor, Tensor, Tensor]:
    """Padded ids, mask and types."""
    width = max(len(item.ids) for item in batch)
    ids, mask, types = (torch.zeros(len(batch), width, dtype=torch.int64) for _ in range(3))
    for row, item in enumerate(batch):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        mask[row, : len(item.ids)] = 1
        types[row, item.passage : len(item.ids)] = 1
    return ids, mask, types
