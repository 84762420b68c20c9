"""What a user may change, in one place: a TOML file, then `AFTERMINE_…` variables, then command-line flags."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, SecretStr, ValidationError

from rag.base.errors import SettingsError

PREFIX = "AFTERMINE_"


class Section(BaseModel):
    """A group of settings that refuses names it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _rerank(value: object) -> object:
    """What earlier versions called it, in today's words."""
    return {"colbert": "none"}.get(value, value.removeprefix("colbert+")) if isinstance(value, str) else value


class Retrieval(Section):
    """How passages are found. `embedder` and `chunk_tokens` decide what is stored: changing them needs a rebuild."""

    embedder: str = Field(
        default="bge-small-en", description="bge-small-en, minilm, or any sentence-transformers name or path"
    )
    chunk_tokens: int = Field(default=200, ge=40, le=450, description="longest passage, in the embedder's own tokens")
    fusion: Literal["weighted", "rrf", "dense", "sparse"] = Field(
        default="weighted", description="how the two rankings are joined: weighted, rrf, dense or sparse"
    )
    rerank: Annotated[Literal["reader", "cross-encoder", "none"], BeforeValidator(_rerank)] = Field(
        default="reader",
        description="second look at the best: reader, cross-encoder or none; "
        "without the reader, few questions that the corpus can't answer are refused",
    )
    passages: int = Field(
        default=10, ge=1, le=100, description="how many passages an answer may draw on, beside those voted for"
    )


class Answering(Section):
    """How answers are composed and when they are refused."""

    model: str = Field(default="extractive", description="extractive, provider:name, or the path of a GGUF file")
    model_url: str | None = Field(default=None, description="an OpenAI-compatible server that serves `model`")
    api_key: SecretStr | None = Field(default=None, description="key for `model_url`")
    timeout: float = Field(default=60.0, gt=0, description="seconds to wait for a chat model")
    words: int = Field(default=200, ge=10, le=1000, description="longest answer")
    threshold: float | None = Field(
        default=None, ge=0, le=1, description="refuse below this confidence; empty: the fitted value"
    )


def _data(name: str) -> Path:
    return Path(platformdirs.user_data_path("aftermine")) / name


class Settings(Section):
    """All settings. Paths are expanded; an unknown name anywhere is an error."""

    library: Path = Field(default_factory=lambda: _data("library"), description="folder of your own documents")
    index: Path = Field(default_factory=lambda: _data("index"), description="folder that holds the index")
    bundled: bool = Field(default=True, description="whether the bundled briefs are a part of the corpus")
    threads: int = Field(default=2, ge=1, le=64, description="processor threads for the models")
    retrieval: Retrieval = Retrieval()
    answering: Answering = Answering()


def config_path() -> Path:
    """Where the settings file lies: `AFTERMINE_CONFIG`, or config.toml in the platform's folder for settings."""
    return Path(os.environ.get(f"{PREFIX}CONFIG") or platformdirs.user_config_path("aftermine") / "config.toml")


def load_settings(overrides: dict[str, object] | None = None) -> Settings:
    """Settings from file, environment and `overrides` (dotted names, as in `{"retrieval.fusion": "rrf"}`); later wins.

    Raises SettingsError that names the setting, its value and where it came from.
    """
    values: dict[str, Any] = _from_file(config_path())
    for name, value in {**_from_environment(), **(overrides or {})}.items():
        _put(values, name, value)
    for name in ("library", "index"):
        if not str(values.get(name, name)).strip():  # which would be the current folder
            raise SettingsError(f"setting {name!r} can't be empty: name a folder, or leave it out")
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(_explain(name, first["type"], first["msg"], first["input"])) from error
    return settings.model_copy(
        update={"library": settings.library.expanduser().absolute(), "index": settings.index.expanduser().absolute()}
    )


def setting_names() -> tuple[str, ...]:
    """Every setting's dotted name, as the settings file, the environment and `--set` take it."""
    return tuple(by_name(Settings()))


def by_name(settings: Settings) -> dict[str, JsonValue]:
    """Every setting's value as JSON has it, by its dotted name."""
    found: dict[str, JsonValue] = {}
    for name, value in settings.model_dump(mode="json").items():
        inside = {f"{name}.{inner}": each for inner, each in value.items()} if isinstance(value, dict) else None
        found |= {name: value} if inside is None else inside
    return found


def _from_file(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise SettingsError(f"the settings file {str(path)!r} can't be read ({error}): mend or remove it") from error


def _from_environment() -> dict[str, object]:
    known = {PREFIX + name.upper().replace(".", "__"): name for name in setting_names()}
    found: dict[str, object] = {}
    for variable, value in os.environ.items():
        if not variable.startswith(PREFIX) or variable == f"{PREFIX}CONFIG" or not value.strip():
            continue
        if variable not in known:
            raise SettingsError(f"unknown environment variable {variable!r}: the names are {', '.join(known)}")
        found[known[variable]] = value
    return found


def _put(values: dict[str, Any], name: str, value: object) -> None:
    *path, last = name.split(".")
    for part in path:
        inner = values.setdefault(part, {})
        if not isinstance(inner, dict):
            raise SettingsError(
                f"setting {part!r} is {inner!r}, not a table: write it as [{part}] in the settings file"
            )
        values = inner
    values[last] = value


def _explain(name: str, kind: str, message: str, value: object) -> str:
    while isinstance(value, dict) and value:  # a table where none belongs: its first name is as unknown
        kind, (inner, value) = "extra_forbidden", next(iter(value.items()))
        name = f"{name}.{inner}"
    if kind == "extra_forbidden":
        return f"unknown setting {name!r} (value {value!r}): the names are {', '.join(setting_names())}"
    return f"setting {name!r} can't be {value!r} ({message[0].lower() + message[1:]}): correct it"
