"""Exported DOCX and HTML open in LibreOffice: converted to PDF, they hold every word, in order, and their links."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pypdf import PdfReader

from rag.export import export
from tests.rag.export.samples import BRIEFING, WHEN

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
    "Not in the corpus",
    "Cited passages",
    "p. 3",
    "In 2010 it had 1,058.",
    "Census of the seven districts",
    "阮班明",
    "“A register” (n.d.)",
    "Record of reproduction",
    "retrieval.passages = 10",
)


def office() -> str:
    found = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.fail("no LibreOffice found: `apt-get install libreoffice-writer-nogui`, or give its path in SOFFICE")
    return found


@pytest.mark.parametrize("form", ["docx", "html"])
def test_a_briefing_opens_in_libreoffice(form: str, tmp_path: Path) -> None:
    file = tmp_path / f"briefing.{form}"
    file.write_bytes(export(BRIEFING, form, WHEN))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    kind = "pdf:writer_web_pdf_Export" if form == "html" else "pdf"
    command = [office(), profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    with PdfReader(tmp_path / "briefing.pdf") as pdf:
        text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
        jumps = [each for page in pdf.pages for each in page.get("/Annots", ())]
    place = 0
    for words in IN_ORDER:
        place = text.index(words, place) + len(words)
    # LibreOffice makes no targets of an HTML page's ids, so that only a web address stays a link there.
    assert len(jumps) >= (15 if form == "docx" else 1)
