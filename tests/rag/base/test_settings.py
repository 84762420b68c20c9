"""Settings: later wins, unknown names are errors that say which names there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.base.errors import SettingsError
from rag.base.settings import Settings, config_path, load_settings, setting_names


def write(text: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text, encoding="utf-8")


def test_flags_beat_variables_and_variables_beat_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[retrieval]\nfusion = "rrf"\npassages = 5\n[answering]\nwords = 50\n')
    monkeypatch.setenv("AFTERMINE_RETRIEVAL__PASSAGES", "6")
    monkeypatch.setenv("AFTERMINE_ANSWERING__WORDS", "60")
    settings = load_settings({"answering.words": 70})
    assert (settings.retrieval.fusion, settings.retrieval.passages, settings.answering.words) == ("rrf", 6, 70)


def test_paths_are_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERMINE_LIBRARY", "~/papers")
    assert load_settings().library == Path.home() / "papers"
    monkeypatch.chdir(Path.home().anchor)
    assert load_settings({"index": "here"}).index == Path.home().anchor / Path("here")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("colour = 1", "unknown setting 'colour'"),
        ("[no]\nsuch = 1", r"unknown setting 'no\.such' \(value 1\)"),
        ("threads.most = 'x'", r"unknown setting 'threads\.most' \(value 'x'\)"),
        ('[retrieval]\nfusoin = "rrf"', r"unknown setting 'retrieval.fusoin'.*retrieval\.fusion"),
        ('[retrieval]\nfusion = "best"', "setting 'retrieval.fusion' can't be 'best'"),
        ("[answering]\nthreshold = 1.5", r"setting 'answering.threshold' can't be 1\.5"),
        ('retrieval = "x"', "retrieval"),
        ("= 1", "the settings file"),
        ("threads = 0", "setting 'threads' can't be 0"),
    ],
)
def test_wrong_files(text: str, message: str) -> None:
    write(text)
    with pytest.raises(SettingsError, match=message) as caught:
        load_settings()
    assert "\n" not in str(caught.value)


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    write("\ufeffthreads = 3\n")
    assert load_settings().threads == 3


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LIBRARY", "INDEX", "ANSWERING__THRESHOLD"):
        monkeypatch.setenv(f"AFTERMINE_{name}", "")
    found = load_settings()
    assert (found.library.name, found.index.name) == ("library", "index")


@pytest.mark.parametrize("name", ["library", "index"])
def test_a_folder_without_a_name_is_an_error(name: str) -> None:
    with pytest.raises(SettingsError, match=f"setting '{name}' can't be empty"):
        load_settings({name: " "})


def test_an_unknown_variable_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERMINE_RETREIVAL__FUSION", "rrf")
    with pytest.raises(SettingsError, match="AFTERMINE_RETREIVAL__FUSION"):
        load_settings()


def test_a_part_of_a_value_can_be_set_only_in_a_table() -> None:
    with pytest.raises(SettingsError, match="'threads' is"):
        load_settings({"threads": 2, "threads.x": 1})


def test_defaults_need_no_file_and_keys_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERMINE_ANSWERING__API_KEY", "sesame")
    settings = load_settings()
    assert settings.answering.api_key is not None
    assert "sesame" not in repr(settings)
    assert settings.retrieval == Settings().retrieval
    assert len(setting_names()) <= 20
