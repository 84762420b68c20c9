"""Streamlit is started so that nothing leaves the machine."""

from __future__ import annotations

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from streamlit import config

from ingest.loaders.reading import MAX_BYTES
from ui.web.rendering import view
from ui.web.serving import APP, OnlyPages, arguments
from ui.web.widgets.navigation import PAGES
from ui.wording import general


def flags(*arguments_: str) -> dict[str, str]:
    return dict(argument.removeprefix("--").split("=", 1) for argument in arguments_[2:])


def test_the_app_is_run_on_the_address_and_port() -> None:
    given = arguments("127.0.0.1", 8600, True)
    assert given[:2] == ["run", str(APP)]
    assert APP.is_file()
    assert flags(*given)["server.port"] == "8600"
    assert flags(*given)["server.address"] == "127.0.0.1"
    assert flags(*given)["server.headless"] == "true"
    assert flags(*arguments("127.0.0.1", 8600, False))["server.headless"] == "false"


def test_no_usage_is_reported_and_no_address_looked_up() -> None:
    given = flags(*arguments("0.0.0.0", 8600, True))
    assert given["browser.gatherUsageStats"] == "false"
    assert given["browser.serverAddress"] == "localhost"
    assert given["server.fileWatcherType"] == "none"
    assert given["client.showErrorDetails"] == "none"


@pytest.mark.parametrize("name", flags(*arguments("127.0.0.1", 8600, True)))
def test_streamlit_knows_each_option(name: str) -> None:
    assert name in config._config_options_template


def test_both_themes_name_the_same_colours() -> None:
    names = [name for name in flags(*arguments("127.0.0.1", 1, True)) if name.startswith("theme.")]
    assert {name.split(".")[2] for name in names if ".light." in name} == {
        name.split(".")[2] for name in names if ".dark." in name
    }


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [
        ("/", "text/html,*/*", 200),
        ("/library", "text/html,*/*", 200),
        ("/nowhere", "text/html,*/*", 404),
        ("/nowhere", "*/*", 200),
        ("/static/x.js", "*/*", 200),
    ],
)
def test_an_address_without_a_page_is_told_so_in_our_words(path: str, accept: str, status: int) -> None:
    guarded = OnlyPages(PlainTextResponse("the app"), PAGES, view.missing_html({"library": "Library"}))
    found = TestClient(guarded).get(path, headers={"accept": accept})
    assert found.status_code == status
    assert (general.MISSING in found.text) == (status == 404)


def test_one_limit_holds_for_all_uploads() -> None:
    assert flags(*arguments("127.0.0.1", 1, True))["server.maxUploadSize"] == str(MAX_BYTES // 2**20)
