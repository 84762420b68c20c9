"""Streamlit is started so that nothing leaves the machine."""

from __future__ import annotations

import pytest
from streamlit import config

from ui.web.serving import APP, arguments


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
