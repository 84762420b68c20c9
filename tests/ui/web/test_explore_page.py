"""The Explore page: three tabs whose entries open their passages, and a filter by place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.rag.towns import build_towns
from ui.wording import explore as words

pytestmark = pytest.mark.system

PAGE = Path(__file__).parent / "apps" / "explore_app.py"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TOWNS", str(tmp_path / "towns"))
    st.cache_resource.clear()
    yield tmp_path / "towns"
    st.cache_resource.clear()


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def test_two_overviews_and_a_filter(folder: Path) -> None:
    build_towns(folder)
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not page.exception
    assert [tab.label for tab in page.tabs] == list(words.TABS)
    shown = html(page)
    assert "A museum in the old pithead opened on 5 May" in shown
    assert 'popovertarget="events-c1"' in shown
    assert len(re.findall(r'<p><span dir="auto">[^<]+<span class="am-tail">', shown)) == 6
    assert 'id="events-c1"' in shown
    assert shown.count('<th scope="row"') == 2
    assert 'popovertarget="places-c4"' in shown
    assert shown.count("<time") == 6
    assert f"**{words.counted(6)}**" in [text.value for text in page.markdown]
    page.selectbox(key="explore-place").set_value("Tinford").run()
    assert f"**{words.counted(2)}**" in [text.value for text in page.markdown]
    assert html(page).count("<time") == 2


def test_an_empty_corpus_says_so(folder: Path) -> None:
    build_towns(folder, ())
    page = AppTest.from_file(str(PAGE), default_timeout=60).run()
    assert not page.exception
    assert [info.value for info in page.info] == [words.NO_DOCUMENTS]
