"""Chat models that the user brings: a provider's, an OpenAI-compatible server's, or a GGUF file served on loopback.

Nothing is imported or contacted before the setting `answering.model` names one. Not here: what they are asked.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.base.errors import ModelProblem
from rag.base.settings import Answering, Settings
from rag.language import lexicon
from rag.models.chat_provider import is_file, writer

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

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
class ChatModel:
    """An open chat model; `place` is "local", or the host that passages are sent to."""

    name: str
    place: str
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
        return ChatModel(found.name, found.place, _open(chosen, settings.threads), chosen.timeout)
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


def _open(chosen: Answering, threads: int) -> BaseChatModel:
    if is_file(chosen):
        return _served(chosen, threads)
    return _compatible(chosen, chosen.model_url) if chosen.model_url else _provided(chosen)


def _compatible(chosen: Answering, url: str) -> BaseChatModel:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=chosen.model,
        base_url=url,
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
    own = chosen.model_copy(update={"api_key": SecretStr(key)})
    model = _compatible(own, f"{server.listening_address}/v1")
    _SERVERS.append(server)
    return model


_SERVERS: list[object] = []  # a server stops when nothing holds it any more
