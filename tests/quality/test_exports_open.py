"""Exported DOCX and HTML open in LibreOffice: converted to PDF, they hold every word, in order, and their links."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from rag.base.errors import NotFound
from rag.base.types import Document
from rag.reports.export import export
from tests.rag.reports.export.samples import BRIEFING, CONVERSATION, MEMO, WHEN

SECONDS = 180
IN_ORDER = (
    "and now?",
    "Answered in part",
    "The town had 891 people in 2020.",
    "(supported in part)",
    "Sources differ on the population",
    "My own words",
    "Draws on 2 of 9 sections",
    "Compare the two",
    "not in the corpus",
    "Who won?",
    "Not in these documents",
    "Cited passages",
    "p. 3",
    "In 2010 it had 1,058.",
    "“A register” (n.d.)",
    "Census of the seven districts",
    "阮班明",
    "Record of reproduction",
    "as Aftermine",
)
CONVERSED = (
    "../A talk",
    "and now?",
    "Answered in part",
    "The town had 891 people in 2020.",
    "Not answered",
    "The reader stopped the answer",
    "Who won?",
    "List the counts",
    "Cited passages",
    "document town, no longer in the library",
    "“The town had 891 people in 2020.”",
    "阮班明",
    "https://example.org/",
    "Record of reproduction",
    "on corpus 2, with settings 2",
    "corpus not recorded",
    "No longer in the library",
)


def gone(name: str) -> Document:
    raise NotFound(f"there is no document {name!r}")


def office() -> str:
    found = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.fail("no LibreOffice found: `apt-get install libreoffice-writer-nogui`, or give its path in SOFFICE")
    return found


def converted(file: Path, folder: Path) -> tuple[str, int, list[str]]:
    """Of the PDF that LibreOffice makes of a file: the text, the number of its links, and which lead to the web."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    kind = "pdf:writer_web_pdf_Export" if file.suffix == ".html" else "pdf"
    command = [office(), profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    with PdfReader(file.with_suffix(".pdf")) as pdf:
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        links = [each.get_object() for page in pdf.pages for each in page.get("/Annots", ())]
        return text, len(links), [str(each["/A"]["/URI"]) for each in links if "/URI" in each.get("/A", {})]


def check_order(text: str, words: tuple[str, ...]) -> None:
    place = 0
    for each in words:
        place = text.index(each, place) + len(each)


@pytest.mark.parametrize("form", ["docx", "html"])
def test_a_briefing_opens_in_libreoffice(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"briefing.{form}"
    file.write_bytes(export(BRIEFING, form, WHEN))
    text, links, _ = converted(file, tmp_path)
    check_order(text, IN_ORDER)
    # LibreOffice makes no targets of an HTML page's ids, so that only a web address stays a link there.
    assert links >= (15 if form == "docx" else 1)


def test_a_memo_is_one_page_and_the_evidence_begins_on_the_next(tmp_path: Path) -> None:
    file = tmp_path / "memo.docx"
    file.write_bytes(export(MEMO, "docx", WHEN))
    text, _, _ = converted(file, tmp_path)
    check_order(text, ("Question", "Answer", "(edited)", "Evidence", "What is not known", "Sources", "In full"))
    with PdfReader(file.with_suffix(".pdf")) as pdf:
        first, second = (page.extract_text() for page in pdf.pages[:2])
    assert "Sources" in first
    assert "In full" not in first
    assert "In full" in second


def test_a_whole_conversation_opens_in_libreoffice(tmp_path: Path) -> None:
    file = tmp_path / "talk.docx"
    file.write_bytes(export(CONVERSATION, "docx", WHEN, gone))
    text, links, addresses = converted(file, tmp_path)
    check_order(text, CONVERSED)
    assert text.count("Cited passages") == text.count("Record of reproduction") == 1
    assert any(address.startswith("https://example.org/") for address in addresses)
    assert links - len(addresses) >= 12
