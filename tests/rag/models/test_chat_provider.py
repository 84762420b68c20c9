"""Which chat model is configured and where it would get passages, without opening one."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.base.errors import SettingsError
from rag.base.settings import Answering
from rag.models.chat_model import LOCAL, place_of, writer

VARIABLES = ("OPENAI_API_BASE", "OPENAI_BASE_URL", "OLLAMA_HOST", "ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL")


@pytest.fixture(autouse=True)
def usual_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


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
