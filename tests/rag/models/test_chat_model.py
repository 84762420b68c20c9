"""Chat models: which one is configured, where it would get passages, opening it, and errors that say what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.base.errors import AftermineError, ModelProblem, SettingsError
from rag.base.settings import Answering, load_settings
from rag.models.chat_model import LOCAL, open_chat_model, place_of, problem, writer

VARIABLES = ("OPENAI_API_BASE", "OPENAI_BASE_URL", "OLLAMA_HOST", "ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL")


@pytest.fixture(autouse=True)
def usual_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


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
    assert chat.name == model


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


def test_the_extractive_answerer_is_no_chat_model() -> None:
    assert writer(Answering()) is None


@pytest.mark.parametrize(
    ("model", "place", "modules"),
    [
        ("openai:gpt-some", "api.openai.com", ("langchain_openai",)),
        ("anthropic:claude-some", "api.anthropic.com", ("langchain_anthropic",)),
        ("ollama:qwen3:4b", LOCAL, ("langchain_ollama",)),
        ("google-genai:some", "generativelanguage.googleapis.com", ("langchain_google_genai",)),
        ("bedrock:some", "bedrock", ("langchain_aws",)),
        ("another:some", "another", ("langchain_another",)),
    ],
)
def test_a_provider_has_its_place_and_its_package(model: str, place: str, modules: tuple[str, ...]) -> None:
    found = writer(Answering(model=model))
    assert found is not None
    assert (found.name, found.place, found.modules) == (model, place, modules)
    assert found.local == (place == LOCAL)


@pytest.mark.parametrize(
    ("variable", "value", "model", "place"),
    [
        ("OPENAI_BASE_URL", "https://gate.example.org/v1", "openai:some", "gate.example.org"),
        ("OPENAI_API_BASE", "http://localhost:1234/v1", "openai:some", LOCAL),
        ("OLLAMA_HOST", "192.0.2.7:11434", "ollama:some", "192.0.2.7"),
        ("OLLAMA_HOST", "0.0.0.0", "ollama:some", LOCAL),
        ("OLLAMA_HOST", "://", "ollama:some", "://"),
        ("OLLAMA_HOST", "[::1:11434", "ollama:some", "[::1:11434"),
    ],
)
def test_a_variable_that_leads_elsewhere_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, model: str, place: str
) -> None:
    monkeypatch.setenv(variable, value)
    found = writer(Answering(model=model))
    assert found is not None
    assert found.place == place


def test_a_file_is_local_and_named_without_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "tiny.GGUF"
    file.touch()
    found = writer(Answering(model=str(file)))
    assert found is not None
    assert (found.name, found.local) == ("tiny.GGUF", True)


def test_a_server_may_call_its_model_like_a_file() -> None:
    found = writer(Answering(model="qwen.gguf", model_url="https://models.example.org/v1"))
    assert found is not None
    assert (found.name, found.place, found.modules) == ("qwen.gguf", "models.example.org", ("langchain_openai",))


@pytest.mark.parametrize("model", ["llama3.2:3b", "hf.co/some/model:Q4", "OpenAI:some", "nonsense", "openai:", ":some"])
def test_what_is_no_provider_is_refused_with_an_example(model: str) -> None:
    with pytest.raises(SettingsError, match="provider:name") as caught:
        writer(Answering(model=model))
    assert repr(model) in str(caught.value)
    assert f"'ollama:{model}'" in str(caught.value)


def test_a_missing_package_is_named_as_pip_does() -> None:
    found = writer(Answering(model="no-such:some"))
    assert found is not None
    assert found.missing == ("langchain-no-such",)


def test_a_password_in_a_servers_address_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="ftp://host") as raised:
        place_of("ftp://user:secret@host/v1")
    assert "secret" not in str(raised.value)
    assert place_of("http://user:secret@models.example/v1") == "models.example"
    monkeypatch.setenv("OLLAMA_HOST", "ftp://user:secret@host")
    found = writer(Answering(model="ollama:gemma3"))
    assert found is not None
    assert "secret" not in found.place
