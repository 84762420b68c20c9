"""Fit the projection that shrinks ColBERT's token vectors: principal axes over the bundled briefs, no labels involved.

Usage: python -m training.fit_projection   (two minutes; writes rag/data/projection.npz, the same bytes each time)
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np

from ingest.bundled import briefs_folder
from ingest.chunking import chunk, index_text
from ingest.loaders import load
from rag.models.embedder import OnnxEmbedder
from rag.models.onnx import COLBERT, OnnxModel

DIMENSIONS = 96
TARGET = Path(__file__).parent.parent / "rag" / "data" / "projection.npz"


def main() -> None:
    """Encode every passage of the briefs and keep the axes along which token vectors differ most."""
    folder = briefs_folder()
    count = OnnxEmbedder().count
    texts = [index_text(p) for path in sorted(folder.glob("*.md")) for p in chunk(load(path, folder), count, 200)]
    moment = np.zeros((384, 384))
    vectors = []
    for _, tokens, states in OnnxModel.bundled(COLBERT).run(texts):
        rows = states[: len(tokens.ids)] / np.linalg.norm(states[: len(tokens.ids)], axis=1, keepdims=True)
        moment += rows.T @ rows
        vectors.append(rows)
    axes = np.linalg.eigh(moment)[1][:, ::-1][:, :DIMENSIONS].astype(np.float16)
    largest = max(float(np.abs(rows @ axes.astype(np.float32)).max()) for rows in vectors)
    write(TARGET, {"projection": axes, "scale": np.float32(127 / largest)})


def write(target: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write arrays as NumPy's `savez` does, but the same bytes each time."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, np.asarray(array))
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (2026, 1, 1, 0, 0, 0)), buffer.getvalue())


if __name__ == "__main__":
    main()
