"""Chat models that the user brings: a provider's, an OpenAI-compatible server's, or a GGUF file served on loopback.

Which one the settings name, and where it would get passages, is told without opening or contacting it. Nothing is
imported before the setting `answering.model` names one. Not here: what they are asked.
"""

from __future__ import annotations

import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.base.errors import ModelProblem, SettingsError
from rag.base.printable import is_web_address, without_password
from rag.base.settings import Answering, Settings
from rag.language import lexicon

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRACTIVE = "extractive"
LOCAL = "local"
# a provider's variables that lead elsewhere, in the order in which its package reads them, and its usual address
_ADDRESSES = {
    "anthropic": (("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"), "https://api.anthropic.com"),
    "google_genai": ((), "https://generativelanguage.googleapis.com"),
    "mistralai": (("MISTRAL_BASE_URL",), "https://api.mistral.ai"),
    "ollama": (("OLLAMA_HOST",), "http://127.0.0.1:11434"),
    "openai": (("OPENAI_API_BASE", "OPENAI_BASE_URL"), "https://api.openai.com"),
}
_MODULES = {
    "azure_openai": "langchain_openai",
    "bedrock": "langchain_aws",
    "bedrock_converse": "langchain_aws",
    "nvidia": "langchain_nvidia_ai_endpoints",
}
_PROVIDER = re.compile("[a-z][a-z0-9_]*")
LONGEST_REPLY = 40  # characters a word asked for; a reply that goes on longer is cut off
RETRIES = 2
_ADVICE = {
    "AuthenticationError": "give a valid key in `answering.api_key` or the provider's variable",
    "NotFoundError": "check the model's name and the address",
    "RateLimitError": "wait, or use another model",
    "APITimeoutError": "raise `answering.timeout`, or use a faster model",
    "APIConnectionError": "start the server, or correct `answering.model_url`",
    "ConnectError": "start the server, or correct its address",
    "ReadTimeout": "raise `answering.timeout`, or use a faster model",
    "ResponseError": "check the model's name, and that the server has it",
    "BadRequestError": "check the model's name, and what its provider says of it",
}
_TOO_LONG = lexicon.pattern("servers.too_long")
_OWN_TEMPERATURE = re.compile(r"(?:^|[:/])o\d")  # OpenAI's models that reason refuse to be given one


@dataclass(frozen=True, slots=True)
class Writer:
    """A configured chat model: `place` is "local", or the host or provider that gets passages; it needs `modules`."""

    name: str
    place: str
    modules: tuple[str, ...]

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine."""
        return self.place == LOCAL

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that are not installed, as pip names them."""
        return tuple(module.replace("_", "-") for module in self.modules if find_spec(module) is None)


def writer(chosen: Answering) -> Writer | None:
    """The chat model of the settings; None for the extractive answerer. Raises SettingsError for what can't be one."""
    if chosen.model == EXTRACTIVE:
        return None
    if is_file(chosen):
        path = Path(chosen.model).expanduser()
        if not path.is_file():
            raise SettingsError(f"setting 'answering.model' names {chosen.model!r}, which is no file: give a GGUF file")
        return Writer(path.name, LOCAL, ("langchain_openai", "xllamacpp"))
    if chosen.model_url:
        return Writer(chosen.model, place_of(chosen.model_url), ("langchain_openai",))
    provider, _, name = chosen.model.partition(":")
    provider = provider.replace("-", "_")
    if not (_PROVIDER.fullmatch(provider) and name):
        raise SettingsError(
            f"setting 'answering.model' can't be {chosen.model!r}: write provider:name, "
            f"such as {f'ollama:{chosen.model}'!r}, or a .gguf file"
        )
    return Writer(chosen.model, _provider_place(provider), (_MODULES.get(provider, f"langchain_{provider}"),))


def is_file(chosen: Answering) -> bool:
    """Whether the model is a GGUF file, to be served on this machine; a server may call its model so."""
    return not chosen.model_url and chosen.model.lower().endswith(".gguf")


def place_of(url: str) -> str:
    """The host of an address, or "local" for this machine. Raises SettingsError for what is no address."""
    host = urlsplit(url).hostname if is_web_address(url) else None
    if not host:
        raise SettingsError(
            f"setting 'answering.model_url' can't be {without_password(url)!r}: give http://HOST:PORT/v1"
        )
    try:
        address = ip_address(host)
        local = address.is_loopback or address.is_unspecified
    except ValueError:
        local = host == "localhost"
    return LOCAL if local else host


def _provider_place(provider: str) -> str:
    variables, usual = _ADDRESSES.get(provider, ((), ""))
    url = next((os.environ[name] for name in variables if os.environ.get(name)), usual)
    try:
        return place_of(url if "//" in url else f"http://{url}") if url else provider
    except SettingsError:
        return without_password(url)


@dataclass(frozen=True, slots=True)
class ChatModel:
    """An open chat model."""

    name: str
    model: BaseChatModel
    timeout: float

    def stream(self, messages: list[tuple[str, str]], words: int) -> Iterator[str]:
        """The reply as it comes. Raises ModelProblem; ends early where the reply or the time is too long."""
        waited, length = 0.0, 0
        chunks = self.model.stream(messages)
        while length <= LONGEST_REPLY * words and waited <= self.timeout:
            began = time.monotonic()
            try:
                chunk = next(chunks, None)
            except Exception as error:  # providers' packages raise what they like, a broken connection among it
                if isinstance(error, ValueError) and "No generation chunks" in str(error):
                    return  # LangChain's word for an empty reply
                raise problem(self.name, error) from error
            waited += time.monotonic() - began  # not the time that whoever reads takes
            if chunk is None:
                return
            text = chunk.text if isinstance(chunk.text, str) else ""
            length += len(text)
            yield text


def open_chat_model(settings: Settings) -> ChatModel | None:
    """The model that `answering.model` names; None for the extractive answerer. Raises SettingsError, ModelProblem."""
    chosen = settings.answering
    found = writer(chosen)
    if found is None:
        return None
    try:
        if is_file(chosen):
            model = _served(chosen, settings.threads)
        else:
            model = _compatible(chosen) if chosen.model_url else _provided(chosen)
        return ChatModel(found.name, model, chosen.timeout)
    except ImportError as error:
        raise ModelProblem(
            f"the model {chosen.model!r} needs a package that is missing ({error.name or error}): "
            "`pip install 'aftermine[models]'`, or the provider's langchain package"
        ) from error
    except Exception as error:  # see `ChatModel.stream`
        raise problem(chosen.model, error) from error


def problem(name: str, error: Exception) -> ModelProblem:
    """A provider's error in one line, with what to do."""
    kinds = [each.__name__ for each in type(error).__mro__]  # packages raise kinds of their own of the usual ones
    said = " ".join(str(error).split())
    advice = next(
        (_ADVICE[kind] for kind in kinds if kind in _ADVICE),
        "see `aftermine doctor`, or use the built-in answerer: `--set answering.model=extractive`",
    )
    if "BadRequestError" in kinds and _TOO_LONG.search(said):
        advice = "lower `retrieval.passages`, or use a model with a larger context"
    return ModelProblem(f"the model {name!r} failed ({kinds[0]}: {said[:200]}): {advice}")


def _compatible(chosen: Answering) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=chosen.model,
        base_url=chosen.model_url,
        api_key=chosen.api_key or SecretStr("none"),
        timeout=chosen.timeout,
        max_retries=RETRIES,
        temperature=_temperature(chosen),
    )


def _provided(chosen: Answering) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    options: dict[str, Any] = {"timeout": chosen.timeout, "max_retries": RETRIES}
    if (temperature := _temperature(chosen)) is not None:
        options["temperature"] = temperature
    if chosen.api_key:
        options["api_key"] = chosen.api_key.get_secret_value()
    if chosen.model.startswith("ollama:"):
        options["client_kwargs"] = {"timeout": chosen.timeout}  # it ignores `timeout`, and would wait for ever
    provider, _, name = chosen.model.partition(":")
    opened: BaseChatModel = init_chat_model(name, model_provider=provider.replace("-", "_"), **options)
    return opened


def _temperature(chosen: Answering) -> float | None:
    return None if _OWN_TEMPERATURE.search(chosen.model) else 0.0


def _served(chosen: Answering, threads: int) -> BaseChatModel:
    import xllamacpp
    from pydantic import SecretStr

    # Without a key, any page in the reader's browser could use the server.
    key = secrets.token_hex()
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(Path(chosen.model).expanduser())
    parameters.hostnames, parameters.port, parameters.api_keys = ["127.0.0.1"], 0, [key]
    parameters.verbosity = 1  # errors alone
    parameters.n_ctx, parameters.cpuparams.n_threads = 4096, threads
    server = xllamacpp.Server(parameters)
    address = f"{server.listening_address}/v1"
    model = _compatible(chosen.model_copy(update={"api_key": SecretStr(key), "model_url": address}))
    _SERVERS.append(server)
    return model


_SERVERS: list[object] = []  # a server stops when nothing holds it any more
