"""Chat models that the user brings: a provider's, an OpenAI-compatible server's, or a GGUF file served on loopback.

Nothing is imported or contacted before the setting `answering.model` names one. Not here: what they are asked.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import ModelProblem, SettingsError
from rag.settings import Answering, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRACTIVE = "extractive"
LOCAL = "local"
LONGEST_REPLY = 40  # characters a word asked for; a reply that goes on longer is cut off
RETRIES = 2
_FAILURES = (
    ("openai", "OpenAIError"),
    ("anthropic", "AnthropicError"),
    ("ollama", "ResponseError"),
    ("httpx", "HTTPError"),
)
_ADVICE = {
    "AuthenticationError": "give a valid key in `answering.api_key` or the provider's variable",
    "NotFoundError": "check the model's name and the address",
    "RateLimitError": "wait, or use another model",
    "APITimeoutError": "raise `answering.timeout`, or use a faster model",
    "APIConnectionError": "start the server, or correct `answering.model_url`",
    "BadRequestError": "lower `retrieval.passages`, or use a model with a larger context",
}


@dataclass(frozen=True, slots=True)
class ChatModel:
    """An open chat model; `place` is "local", or the host that passages are sent to."""

    name: str
    place: str
    model: BaseChatModel
    timeout: float

    def stream(self, messages: list[tuple[str, str]], words: int) -> Iterator[str]:
        """The reply as it comes. Raises ModelProblem; ends early where the reply or the time is too long."""
        started, length = time.monotonic(), 0
        try:
            for chunk in self.model.stream(messages):
                text = chunk.text if isinstance(chunk.text, str) else ""
                length += len(text)
                yield text
                if length > LONGEST_REPLY * words or time.monotonic() - started > self.timeout:
                    return
        except failures() as error:
            if isinstance(error, ValueError) and "No generation chunks" in str(error):
                return  # LangChain's word for an empty reply
            raise problem(self.name, error) from error


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model that `answering.model` names; None for the extractive answerer. Raises SettingsError, ModelProblem."""
    chosen = settings.answering
    if chosen.model == EXTRACTIVE:
        return None
    try:
        if chosen.model.lower().endswith(".gguf"):
            return ChatModel(Path(chosen.model).name, LOCAL, _served(chosen, settings.threads), chosen.timeout)
        if chosen.model_url:
            return ChatModel(
                chosen.model, place_of(chosen.model_url), _compatible(chosen, chosen.model_url), chosen.timeout
            )
        return ChatModel(chosen.model, chosen.model.split(":")[0], _provided(chosen), chosen.timeout)
    except ImportError as error:
        raise ModelProblem(
            f"the model {chosen.model!r} needs a package that is missing ({error.name or error}): "
            "`pip install 'aftermine[models]'`, or the provider's langchain package"
        ) from error
    except failures() as error:
        raise problem(chosen.model, error) from error


def place_of(url: str) -> str:
    """The host of an address, or "local" for this machine. Raises SettingsError for what is no address."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"setting 'answering.model_url' can't be {url!r}: give http://HOST:PORT/v1")
    try:
        local = ip_address(parts.hostname).is_loopback
    except ValueError:
        local = parts.hostname == "localhost"
    return LOCAL if local else parts.hostname


def failures() -> tuple[type[Exception], ...]:
    """The errors of those providers' packages that are installed, and what Python raises on a broken connection."""
    found: list[type[Exception]] = [OSError, ValueError, RuntimeError]
    for module, name in _FAILURES:
        try:
            found.append(getattr(importlib.import_module(module), name))
        except ImportError:
            continue
    return tuple(found)


def problem(name: str, error: Exception) -> ModelProblem:
    """A provider's error in one line, with what to do."""
    kind = type(error).__name__
    said = " ".join(str(error).split())[:200]
    advice = _ADVICE.get(
        kind, "see `aftermine doctor`, or use the built-in answerer: `--set answering.model=extractive`"
    )
    return ModelProblem(f"the model {name!r} failed ({kind}: {said}): {advice}")


def _compatible(chosen: Answering, url: str) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=chosen.model,
        base_url=url,
        api_key=chosen.api_key or SecretStr("none"),
        timeout=chosen.timeout,
        max_retries=RETRIES,
        temperature=0,
    )


def _provided(chosen: Answering) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    if ":" not in chosen.model:
        raise SettingsError(
            f"setting 'answering.model' can't be {chosen.model!r}: write provider:name, or a .gguf file"
        )
    options: dict[str, Any] = {"timeout": chosen.timeout, "max_retries": RETRIES, "temperature": 0}
    if chosen.api_key:
        options["api_key"] = chosen.api_key.get_secret_value()
    return init_chat_model(chosen.model, **options)


def _served(chosen: Answering, threads: int) -> BaseChatModel:
    import xllamacpp

    path = Path(chosen.model).expanduser()
    if not path.is_file():
        raise SettingsError(f"setting 'answering.model' names {chosen.model!r}, which is no file: give a GGUF file")
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.n_ctx, parameters.cpuparams.n_threads = 4096, threads
    server = xllamacpp.Server(parameters)
    model = _compatible(chosen, f"{server.listening_address}/v1")
    _SERVERS.append(server)
    return model


_SERVERS: list[object] = []  # a server stops when nothing holds it any more
