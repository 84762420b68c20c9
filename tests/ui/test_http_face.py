"""What faces share is enough for another one: an HTTP server over library, reply and work, with no Streamlit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Thread
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from rag.base.settings import load_settings
from rag.base.types import Answer, Turn
from tests.ui.http_face import Face
from tests.ui.scripted import Broken
from ui import compose
from ui.library import open_library

pytestmark = [pytest.mark.system, pytest.mark.allow_hosts(["127.0.0.1"])]


class Watched(Broken):
    """Fails where two ask at once."""

    def __init__(self) -> None:
        super().__init__()
        self._alone = Lock()

    def ask(self, question: str, turns: tuple[Turn, ...] = (), scope: frozenset[str] | None = None) -> Answer:
        assert self._alone.acquire(blocking=False)
        try:
            return super().ask(question, turns, scope)
        finally:
            self._alone.release()


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: Watched())
    with Face(0, open_library(load_settings(), "test")) as face:
        Thread(target=face.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{face.server_address[1]}/?q="
        face.shutdown()


def get(address: str, question: str) -> tuple[int, dict[str, object]]:
    try:
        with urlopen(address + quote(question), timeout=60) as reply:
            return reply.status, json.load(reply)
    except HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_an_answer_comes_with_its_citations_and_their_contexts(address: str) -> None:
    status, answer = get(address, "people")
    assert (status, answer["verdict"], answer["standing"]) == (200, "answered", {})
    assert answer["sentences"][0]["citations"] == [1]
    assert answer["context"].keys() == {"1", "2", "3"}


def test_what_cannot_be_asked_is_an_error(address: str) -> None:
    assert get(address, " ") == (400, {"error": "the question is empty: type one"})


def test_an_error_that_nobody_foresaw_ends_one_request_only(address: str) -> None:
    assert get(address, "crash")[0] == 400
    assert get(address, "people")[0] == 200


def test_two_who_ask_at_once_are_answered_one_after_the_other(address: str) -> None:
    with ThreadPoolExecutor() as pool:
        found = list(pool.map(lambda _: get(address, "slow people"), range(2)))
    assert [status for status, _ in found] == [200, 200]


def test_such_a_face_imports_no_streamlit() -> None:
    code = "import sys, tests.ui.http_face; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
