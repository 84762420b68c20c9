"""The origins of a file's answers: told once where all share one, numbered and told by answer where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rag.export import words
from rag.reproduction import NOT_RECORDED, Origin

Pairs = tuple[tuple[str, str], ...]
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the record: a name and a value."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Origins:
    """The origins that differ in more than their time, and of these the different corpora and settings.

    Settings go with the version of the program that read them.
    """

    distinct: tuple[Origin, ...]
    corpora: tuple[str, ...]
    settings: tuple[tuple[str, Pairs], ...]

    @classmethod
    def of(cls, found: Iterable[Origin]) -> Origins:
        """What these origins come to, in the order of first appearance."""
        distinct = tuple({_identity(each): each for each in found}.values())
        return cls(
            distinct,
            tuple(dict.fromkeys(each.corpus_sha256 for each in distinct)),
            tuple(dict.fromkeys((each.version, each.settings) for each in distinct)),
        )

    def place(self, origin: Origin) -> int:
        """The place of an origin among the distinct ones, from 0."""
        return [_identity(each) for each in self.distinct].index(_identity(origin))

    def where(self, origin: Origin) -> str:
        """On which corpus and with which settings, as far as there are several to tell apart."""
        told = ""
        if len(self.corpora) > 1:
            number = self.corpora.index(origin.corpus_sha256) + 1
            told += words.ON_CORPUS.format(n=number) if known(origin) else words.NO_CORPUS
        if len(self.settings) > 1:
            number = self.settings.index((origin.version, origin.settings)) + 1
            told += words.NO_SETTINGS if origin.version == NOT_RECORDED else words.WITH_SETTINGS.format(n=number)
        return told

    def lines(self) -> Iterator[Line]:
        """The corpora, then the settings: in full once, then by what is different."""
        for number, corpus in enumerate(self.corpora, 1):
            yield Line(words.CORPUS[len(self.corpora) > 1].format(n=number), corpus)
        for number, (version, pairs) in enumerate(self.settings, 1):
            yield Line(words.SETTINGS[len(self.settings) > 1].format(n=number), self._values(version, pairs, number))

    def _values(self, version: str, pairs: Pairs, number: int) -> str:
        if version == NOT_RECORDED:
            return NOT_RECORDED
        first_version, first = self.settings[0]
        if number == 1 or first_version == NOT_RECORDED:
            return words.VALUES.format(values=_listed(pairs), version=version)
        gone = {name for name, _ in first} - {name for name, _ in pairs}
        changed = [pair for pair in pairs if pair not in first]
        changed += [(name, words.NO_LONGER_SET) for name, _ in first if name in gone]
        return words.BUT.format(values=_listed(changed), version=version)


def known(origin: Origin) -> bool:
    """Whether it tells which corpus it was."""
    return _SHA256.fullmatch(origin.corpus_sha256) is not None


def _identity(origin: Origin) -> tuple[str, str, Pairs]:
    return origin.version, origin.corpus_sha256, origin.settings


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in pairs)
