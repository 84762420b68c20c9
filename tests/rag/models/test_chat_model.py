"""Opening a chat model: what the settings mean, where passages would go, and errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.base.errors import AftermineError, ModelProblem, SettingsError
from rag.base.settings import load_settings
from rag.models.chat_model import LOCAL, open_chat_model, place_of, problem


def test_the_extractive_answerer_opens_nothing() -> None:
    assert open_chat_model(load_settings()) is None


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("http://127.0.0.1:8080/v1", LOCAL),
        ("http://localhost:11434/v1", LOCAL),
        ("http://[::1]:8080/v1", LOCAL),
        ("https://models.example.org/v1", "models.example.org"),
        ("http://10.1.2.3/v1", "10.1.2.3"),
    ],
)
def test_the_reader_learns_where_passages_go(url: str, place: str) -> None:
    assert place_of(url) == place


@pytest.mark.parametrize("url", ["localhost:8080", "ftp://host/v1", "http:///v1", "http://[::1:8000/v1", ""])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match=r"answering\.model_url"):
        place_of(url)


@pytest.mark.parametrize("model", ["some", "some.gguf"])
def test_a_server_is_not_contacted_before_it_is_asked(model: str) -> None:
    chat = open_chat_model(load_settings({"answering.model": model, "answering.model_url": "http://127.0.0.1:9/v1"}))
    assert chat is not None
    assert (chat.name, chat.place) == (model, LOCAL)


@pytest.mark.parametrize(
    ("model", "message"),
    [("gpt", "provider:name"), ("missing.gguf", "no file"), ("nobody:model", "nobody")],
)
def test_wrong_names(model: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(AftermineError, match=message) as caught:
        open_chat_model(load_settings({"answering.model": model}))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("This model's maximum context length is 4096 tokens", "lower `retrieval.passages`"),
        ("Unsupported value: 'top_p'", "check the model's name"),
        ("Unsupported parameter: 'max_tokens'", "check the model's name"),
    ],
)
def test_only_what_is_too_long_is_to_be_shortened(said: str, advice: str) -> None:
    usual = type("BadRequestError", (Exception,), {})
    assert advice in str(problem("some:model", type("OverflowOfAProvider", (usual,), {})(said)))


@pytest.mark.parametrize(("model", "temperature"), [("o4-mini", None), ("some/o1", None), ("phi-4o", 0.0)])
def test_models_with_a_temperature_of_their_own_are_given_none(model: str, temperature: float | None) -> None:
    chat = open_chat_model(load_settings({"answering.model": model, "answering.model_url": "http://127.0.0.1:9/v1"}))
    assert chat is not None
    assert getattr(chat.model, "temperature", "unset") == temperature


@pytest.mark.parametrize("name", ["AuthenticationError", "RateLimitError", "APITimeoutError", "NotFoundError", "Other"])
def test_a_providers_error_becomes_one_line_with_advice(name: str) -> None:
    error = problem("some:model", type(name, (Exception,), {})("line one\nline two"))
    assert isinstance(error, ModelProblem)
    assert "\n" not in str(error)
    assert name in str(error)
    assert ": " in str(error).split("line two", 1)[1]
