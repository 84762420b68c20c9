"""The whole app over a small real library of towns, with reports of evaluations, and no weights."""

import json
import os
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from rag.base.settings import load_settings
from rag.base.types import Document
from rag.evaluation.evaluate import Opened, Plan, Trial, evaluate
from rag.evaluation.reporting.report import archive, archived
from tests.rag import towns
from tests.rag.evaluation.world import QUESTIONS, Scripted, by_text, ignore, perfect, shuffled
from tests.rag.reports.overview.quiz.test_quiz import SENTENCES
from tests.rag.reports.overview.test_glossary import by_headings
from tests.ui.cli.test_evaluate import WorldIndex
from tests.ui.web.apps.small_library import FILES, furnish
from ui import places
from ui.web import app


def file(document: Document) -> bytes:
    """The document as the Markdown file that it might have been read from."""
    sources = [{name: value for name, value in asdict(each).items() if value} for each in document.sources]
    head = {"title": document.title, "topics": ["towns"], "places": list(document.places), "sources": sources}
    parts, under = [f"# {document.title}"], (document.title,)
    for block in document.blocks:
        parts += [f"## {block.headings[-1]}"] if block.headings != under and len(block.headings) > 1 else []
        parts.append(block.text)
        under = block.headings
    return f"---\n{json.dumps(head, ensure_ascii=False)}\n---\n\n".encode() + "\n\n".join(parts).encode()


def evaluated() -> None:
    """Two reports: one in which all is right, and one compared with it in which every second answer is wrong."""
    baseline = None
    half = {each.question: (perfect, shuffled)[number % 2] for number, each in enumerate(QUESTIONS.questions)}
    for script in (perfect, lambda text: half[by_text(text).question](text)):
        asked = Opened(Scripted(script), WorldIndex())
        plan = Plan((QUESTIONS,), places.journals(), fresh=True, baseline=baseline)
        found = evaluate(plan, lambda _, asked=asked: nullcontext(asked), [Trial("", load_settings())], ignore, print)
        archive(found.report, places.evaluations())
        baseline = found.runs[0].setup, found.runs[0].rows
        found.close()


os.environ |= {"XDG_DATA_HOME": str(Path.cwd() / "data"), "XDG_CACHE_HOME": str(Path.cwd() / "cache")}
documents = (towns.BOTH, towns.COALTON, towns.TINFORD, by_headings("Words of the trade"))
furnish(
    Path.cwd(),
    {f"{each.id}.md": file(each) for each in documents}
    | {f"report-{number}.md": " ".join(said).encode() for number, said in enumerate(SENTENCES[1:])}
    | {"survey.pdf": FILES["survey.pdf"]},
)
os.environ["AFTERMINE_ANSWERING__THRESHOLD"] = "0.025"  # between what its documents answer and what they don't
if not archived(places.evaluations()):
    evaluated()
app.main()
