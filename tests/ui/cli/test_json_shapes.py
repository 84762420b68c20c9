"""The JSON that other programs rely on, held to the letter: a changed snapshot is a changed contract."""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from tests.ui.conftest import Aftermine
from tests.ui.samples import SampleAssistant


@pytest.mark.parametrize(
    "line",
    [
        ("ask", "When did the mine open?"),
        ("ask", "and then?"),
        ("ask", "Who won?"),
        ("summarize", "--document", "mine"),
        ("search", "mine"),
        ("documents",),
    ],
    ids=["answered", "disputed", "refused", "summary", "search", "documents"],
)
def test_shape(
    aftermine: Aftermine, assistant: SampleAssistant, snapshot: SnapshotAssertion, line: tuple[str, ...]
) -> None:
    assert aftermine(*line, "--json").json == snapshot(extension_class=JSONSnapshotExtension)


def test_batch_shapes(
    aftermine: Aftermine,
    assistant: SampleAssistant,
    snapshot: SnapshotAssertion,
    tmp_path: Path,
) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_text('{"id": "t", "turns": [{"question": "When?"}, {"question": "Who won?"}]}', encoding="utf-8")
    assert aftermine("ask", "--json", "--batch", str(file)).json == snapshot(extension_class=JSONSnapshotExtension)
    file.write_text("not json", encoding="utf-8")
    assert aftermine("ask", "--json", "--batch", str(file)).json == snapshot(extension_class=JSONSnapshotExtension)
