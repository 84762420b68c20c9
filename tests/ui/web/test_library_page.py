"""The library page and a document's page, driven by Streamlit's test harness over a small real index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from ingest.shelf import Shelf
from rag.models import embedder
from tests.ui.web.apps.small_library import furnish
from tests.ui.web.test_chat import SCANNER
from ui.web.screens import document, removal, uploads
from ui.web.state import shared
from ui.web.widgets.scope import Scope
from ui.wording import library as words
from ui.work import Work

pytestmark = pytest.mark.system

PAGE = Path(__file__).parent / "apps" / "library_app.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A furnished library that the app opens once for all tests of this file."""
    made = tmp_path_factory.mktemp("library")
    with pytest.MonkeyPatch.context() as patch:
        # Taken back at the end: what `furnish` sets for a process of its own.
        for name in ("LIBRARY", "INDEX", "BUNDLED", "RETRIEVAL__RERANK", "ANSWERING__THRESHOLD"):
            patch.setenv(f"AFTERMINE_{name}", "")
        patch.setattr(embedder, "load_embedder", embedder.load_embedder)
        patch.setattr(SCANNER, lambda *_, **__: [])
        st.cache_resource.clear()
        furnish(made)
        library = shared.library()
        yield made
        library.assistant.index.close()
        st.cache_resource.clear()


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    return "\n".join(element.proto.body for element in page.get("html") if not element.proto.body.startswith("<style"))


def titles(page: AppTest) -> list[str]:
    return [box.label.removeprefix("Choose ") for box in page.checkbox if box.key.startswith("pick-")]


def pressed(page: AppTest, key: str) -> AppTest:
    page.button(key=key).click().run()
    assert not page.exception
    return page


def test_documents_are_found_chosen_removed_and_brought_back(folder: Path) -> None:
    page = opened()
    every = ["Coalton, a profile", "Newton b after /b the mine", "Survey of the shafts"]
    assert titles(page) == every
    assert "<b>after" not in html(page)
    assert "coal, population" in html(page)
    page.text_input(key="library-filter").set_value("north COAL").run()
    assert titles(page) == every[:1]
    page.text_input(key="library-filter").set_value("nowhere").run()
    assert words.NONE_FIT in [caption.value for caption in page.caption]
    page.text_input(key="library-filter").set_value("").run()
    page.selectbox(key="library-topic").set_value("batteries").run()
    assert titles(page) == every[1:2]
    pressed(page, "choose-shown")
    page.selectbox(key="library-topic").set_value("").run()
    assert [box.value for box in page.checkbox if box.key.startswith("pick-")] == [False, True, False]
    box = next(each for each in page.checkbox if "Coalton" in each.label)
    box.check().run()
    assert page.button(key="ask-only").label == "Ask only the 2 chosen"

    pressed(page, "remove-chosen")
    assert titles(page) == every[2:]
    assert page.success[0].value.replace("\\", "") == "Removed: coalton, newton."
    assert not (folder / "library" / "coalton.md").exists()
    pressed(page, "back-newton")
    assert titles(page) == every[1:]
    page.toggle(key="bibliography").set_value(True).run()
    assert "Survey of the shafts" in html(page)
    pressed(page, "back-coalton")
    assert titles(page) == every
    assert shared.library().known.about.startswith("Aftermine knows 3 documents")


def test_a_documents_page_marks_the_passage_and_says_what_is_not_there(folder: Path) -> None:
    library = shared.library()
    coalton = library.assistant.index.document("coalton")
    closed = next(each for each in library.assistant.index.passages_of("coalton") if "closed in 2003" in each.text)
    start = coalton.text.index("closed in 2003")
    page = opened(document="coalton", passage=closed.id, words=f"{start}-{start + 14}")
    assert "<mark>closed in 2003</mark>" in html(page)
    assert html(page).count('">The mine</a>') == 1
    assert "Census of the seven districts" in html(page)
    pressed(page, "find-questions")
    questions = [button.label for button in page.button if str(button.key).startswith("document-question-")]
    assert questions
    assert all("Coalton" in each for each in questions)
    assert "find-questions" not in [button.key for button in page.button]
    pressed(page, "summarise")
    assert "am-turn" in html(page)
    assert f'<script data-turn="{document.SUMMARY_TURN}">' in html(page)
    assert "summarise" not in [button.key for button in page.button]
    for query, said in (
        ({"document": "coalton", "passage": closed.id, "words": "9-1"}, "<mark>The mine of Coalton closed in 2003"),
        ({"document": "coalton", "passage": "gone"}, ""),
        ({"document": "nowhere"}, "there is no document"),
        ({"document": "survey.pdf"}, "data:image/png;base64,"),
    ):
        page.query_params.clear()
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
        assert not page.exception
        assert said in html(page)
        assert [info.value for info in page.info] == ([words.PASSAGE_GONE] if query.get("passage") == "gone" else [])


def test_a_question_from_a_documents_page_is_held_to_it_unless_to_more(folder: Path) -> None:
    for held in ({"newton"}, {"coalton"}, {"coalton", "newton"}):
        page = opened(document="coalton")
        page.session_state["scope"] = Scope(frozenset(held), "held")
        pressed(page, "find-questions")
        page.button(key="document-question-0").click().run()  # what follows is a jump, which the harness can't make
        scope = page.session_state.get("scope")
        assert scope.documents == (held if "coalton" in held else {"coalton"})


def test_the_outline_of_a_long_document_leads_to_the_parts_that_are_not_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.reports.notebook.passage_context.LONGEST", 60)
    page = opened(document="coalton")
    outline = dict(re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)', html(page)))
    links = {heading: link for link, heading in outline.items()}
    assert links["Population"].startswith("#h-")
    assert words.TEXT_AFTER in html(page)
    closed = shared.library().assistant.index.passages_of("coalton")
    there = next(each.id for each in closed if each.headings[-1] == "The mine")
    query = parse_qs(links["The mine"].removeprefix("?").replace("&amp;", "&"))
    assert query == {"document": ["coalton"], "passage": [there]}
    moved = html(opened(**{name: value for name, (value,) in query.items()}))
    assert re.search(r'<a href="#h-\w+" dir="auto">The mine</a>', moved)
    assert "<mark>The mine of Coalton closed" in moved


def test_an_upload_that_is_read_before_the_page_is_drawn_shows_what_became_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job may end between the drawing of its progress and the moment when the page begins to wait for it."""

    def draw_slowly(_: Shelf) -> None:
        job = st.session_state.get(uploads.JOB)
        if isinstance(job, Work):
            job.over()

    page = opened()
    monkeypatch.setattr(removal, "draw", draw_slowly)
    page.get("file_uploader")[0].upload("shaft.md", b"# Shaft\n\nThe shaft of Coalton was 812 metres deep.\n").run()
    assert not page.exception
    assert "shaft.md" in html(page)
    assert not page.get("file_uploader")[0].disabled
    pressed(page, "upload-dismiss")
    shared.library().shelf.remove("shaft.md")


def uploaded(page: AppTest, name: str, text: str) -> AppTest:
    page.get("file_uploader")[0].upload(name, text.encode()).run()
    assert not page.exception
    return page


def test_an_upload_tells_what_was_read_of_it_what_it_answers_and_can_be_asked_alone(folder: Path) -> None:
    text = "# Pits\n\n## Depth\n\nThe pit was deep.\n\n## Years\n\n| Year | Depth |\n| --- | --- |\n| 1994 | 812 |\n"
    page = uploaded(opened(), "pits.md", text)
    assert "Read: 2 passages, 1 table." in html(page)
    assert page.button(key="ask-new").label == words.ASK_NEW[0]
    asked = [button.label for button in page.button if str(button.key).startswith("new-question-")]
    assert asked
    assert all("Pits" in each for each in asked)
    page.button(key="ask-new").click().run()  # what follows is a jump, which the harness can't make
    assert page.session_state["scope"].documents == {"pits.md"}

    again = uploaded(opened(), "pits.md", text.replace("deep", "shallow"))
    assert "lib-updated" in html(again)
    assert "Read: 2 passages, 1 table." in html(again)
    pressed(again, "upload-dismiss")
    assert "ask-new" not in [button.key for button in again.button]
    shared.library().shelf.remove("pits.md")
