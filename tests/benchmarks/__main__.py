"""Prints how fast Aftermine is on this machine: ingestion against the bare model, warm answers, and cold starts.

    python -m tests.benchmarks [--questions 60]
    python -m tests.benchmarks --page

The second one measures what a reader sees in Chromium, and nothing else. Everything happens in a temporary folder with
all defaults. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory

from ingest.bundled import questions_folder
from ingest.chunking import index_text
from rag.base.settings import Settings, load_settings
from ui import compose

PROGRAM = "import sys; from ui.cli import main; main()"
REPEATS = 5


def main() -> None:
    """All measurements, one line each."""
    parser = argparse.ArgumentParser(description="Measure Aftermine on this machine.")
    parser.add_argument("--questions", type=int, default=60, help="how many of the public questions to ask")
    parser.add_argument("--page", action="store_true", help="measure the page in Chromium instead")
    wanted = parser.parse_args()
    tell("processors, load", f"{os.cpu_count()}, {os.getloadavg()[0]:.2f}")
    if wanted.page:
        from tests.benchmarks.page import measure

        measure(tell)
        return
    with TemporaryDirectory() as folder:
        os.environ |= {"AFTERMINE_INDEX": f"{folder}/index", "AFTERMINE_LIBRARY": f"{folder}/library"}
        settings = load_settings()
        ingestion(settings)
        answers(settings, wanted.questions)
        tell("`aftermine --help`, median", f"{cold('--help') * 1000:.0f} ms")
        tell("`aftermine ask` cold, median", f"{cold('ask', 'How many cities are on the list?'):.2f} s")


def ingestion(settings: Settings) -> None:
    """The bundled corpus through the pipeline, and the same texts through the bare model in the same run."""
    embedder = compose.load_embedder(settings)
    embedder.passages(["warm up"])
    report = compose.refresh(settings, lambda *_: None, "bench")
    with compose.open_index(settings, "bench") as index:
        texts = [index_text(passage) for passage in index.passages]
    bare = timed(lambda: embedder.passages(texts))
    count = len(texts)
    tell("ingestion", f"{report.seconds:.1f} s for {count} passages, {count / report.seconds:.0f} a second")
    tell("the model alone", f"{bare:.1f} s; ingestion reaches {bare / report.seconds:.2f} of its pace")
    tell("unchanged corpus", f"{compose.refresh(settings, lambda *_: None, 'bench').seconds:.2f} s")


def answers(settings: Settings, wanted: int) -> None:
    """Warm answers to public questions, spread evenly over the files."""
    lines = [line for path in sorted(questions_folder().iterdir()) for line in path.read_text("utf-8").splitlines()]
    questions = [json.loads(line)["question"] for line in lines[:: max(1, len(lines) // wanted)]]
    assistant = compose.open_assistant(settings, "bench")
    with assistant.index:
        assistant.ask(questions[0])
        assistant.read_ahead()  # as the chat does while the first question is typed
        times = sorted(timed(lambda question=question: assistant.ask(question)) for question in questions)
    p95 = times[int(0.95 * (len(times) - 1))]
    tell(f"warm answer, n = {len(times)}", f"p50 {statistics.median(times) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")


def cold(*arguments: str) -> float:
    """Median seconds of a new process."""

    def start() -> None:
        subprocess.run([sys.executable, "-c", PROGRAM, *arguments], check=True, capture_output=True)

    return statistics.median(timed(start) for _ in range(REPEATS))


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def tell(what: str, figure: str) -> None:
    """One line of the result."""
    sys.stdout.write(f"{what:30} {figure}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
