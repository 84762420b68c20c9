"""Any order of writing, committing, closing and opening gives what a dictionary would give."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rag.store.index import Index
from tests.rag.small import RECIPE, put, texts_in

pytestmark = pytest.mark.system

NAMES = st.sampled_from(["a", "b", "c"])
PARAGRAPHS = st.lists(st.sampled_from(["coal mine", "tin city", "old oil", "steel"]), max_size=3, unique=True).map(
    tuple
)


class Writing(RuleBasedStateMachine):
    """`committed` and `staged` are what the index must hold."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(mkdtemp())
        self.index = Index(self.folder, RECIPE, create=True)
        self.committed: dict[str, tuple[str, ...]] = {}
        self.staged: dict[str, tuple[str, ...]] = {}

    @rule(name=NAMES, paragraphs=PARAGRAPHS)
    def put(self, name: str, paragraphs: tuple[str, ...]) -> None:
        put(self.index, name, paragraphs)
        self.staged[name] = paragraphs

    @precondition(lambda self: self.staged)
    @rule(data=st.data())
    def drop(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.staged)))
        self.index.drop(name)
        del self.staged[name]

    @rule()
    def commit(self) -> None:
        self.index.commit()
        self.committed = dict(self.staged)

    @rule()
    def reopen(self) -> None:
        self.index.close()
        self.index = Index(self.folder, RECIPE, create=True)
        self.staged = dict(self.committed)

    @invariant()
    def readers_see_what_is_committed(self) -> None:
        assert texts_in(self.index) == self.committed

    def teardown(self) -> None:
        self.index.close()
        shutil.rmtree(self.folder)


TestWriting = Writing.TestCase
TestWriting.settings = settings(
    max_examples=8, stateful_step_count=10, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
