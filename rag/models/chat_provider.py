"""Which chat model the settings name, and where it would get passages: told without opening or contacting it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from rag.base.errors import SettingsError
from rag.base.printable import without_password
from rag.base.settings import Answering

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


@dataclass(frozen=True, slots=True)
class Writer:
    """A chat model that is configured; `place` is "local", or the host (else the provider) that passages are sent to.

    `modules` are those that must be importable to open it.
    """

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
    host = _host(url)
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


def _host(url: str) -> str | None:
    try:
        parts = urlsplit(url)
    except ValueError:  # such as half of the brackets around an IPv6 address
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def _provider_place(provider: str) -> str:
    variables, usual = _ADDRESSES.get(provider, ((), ""))
    url = next((os.environ[name] for name in variables if os.environ.get(name)), usual)
    try:
        return place_of(url if "//" in url else f"http://{url}") if url else provider
    except SettingsError:
        return without_password(url)
