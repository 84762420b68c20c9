"""Native libraries, which no guard in Python sees, keep no record of use that they could send later."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.offline.guarded import ROOT


def test_the_runtime_of_the_models_keeps_no_record_of_its_use(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "XDG_"))}
    code = "import rag, onnxruntime; onnxruntime.SessionOptions()"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=kept | {"HOME": str(tmp_path)}, check=True, timeout=60)
    assert list(tmp_path.rglob("*")) == []
