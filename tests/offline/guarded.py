"""Runs Python programs that can't reach another machine, and tells which they tried to reach."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

GUARD = Path(__file__).parent / "guard"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Guard:
    """A guarded environment whose notes lie in a file of `folder`; programs find Aftermine in `code`."""

    folder: Path
    code: Path = ROOT

    @property
    def environment(self) -> dict[str, str]:
        """For a Python process: this one's variables without any that switch a library's network off."""
        switches = ("HF_", "ORT_", "TRANSFORMERS_", "ANONYMIZED_", "LANGSMITH_", "STREAMLIT_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(switches)}
        path = os.pathsep.join([str(GUARD), kept.get("PYTHONPATH", "")]).strip(os.pathsep)
        return kept | {"PYTHONPATH": path, "NO_NETWORK_NOTES": str(self.folder / "notes.txt")}

    @property
    def tried(self) -> list[str]:
        """What was tried, in order."""
        notes = self.folder / "notes.txt"
        return notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Python with these arguments, to its end."""
        command = [sys.executable, *arguments]
        return subprocess.run(
            command, cwd=self.code, env=self.environment, capture_output=True, text=True, check=False, timeout=900
        )
