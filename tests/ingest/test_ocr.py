"""Pages that are pictures, read by a tesseract that the test itself puts on the path; or by none."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingest import ocr
from ingest.loaders import isolated, load
from ingest.loaders.pdf import load_pdf
from rag.base.errors import FileProblem
from tests.ingest.loaders.files import lines, pdf

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
BODY = ("The text layer of this page tells of a mine", "that was closed in 1994, and of its town.")

Saying = Callable[..., None]


def row(paragraph: int, line: int, text: str, sure: float = 95.0, height: int = 30) -> str:
    return f"5\t1\t1\t{paragraph}\t{line}\t1\t0\t0\t9\t{height}\t{sure}\t{text}"


@pytest.fixture
def saying(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saying:
    """Puts a tesseract on the path that sees these rows, after what it does first; it logs how it is called."""

    def put(*rows: str, first: str = "", langs: str = "eng chi_sim osd") -> None:
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        table = "\n".join((HEAD, *rows))
        script = (
            f"#!{sys.executable}\nimport sys, time\n"
            f"open({str(tmp_path / 'calls')!r}, 'a').write(' '.join(sys.argv[1:]) + '\\n')\n"
            f"if '--list-langs' in sys.argv:\n    print({langs!r}.replace(' ', '\\n'))\n    sys.exit()\n"
            f"png = sys.stdin.buffer.read()\nassert png.startswith(b'\\x89PNG')\n{first}\n"
            f"print({table!r})\n"
        )
        (folder / "tesseract").write_text(script, encoding="utf-8")
        (folder / "tesseract").chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))
        monkeypatch.setattr(ocr, "PROGRAM", "tesseract")
        ocr._languages.cache_clear()

    yield put
    ocr._languages.cache_clear()


def test_a_scan_is_read_and_says_so(saying: Saying, tmp_path: Path) -> None:
    saying(
        row(1, 1, "A", height=60),
        row(1, 1, "mine", height=60),
        row(2, 1, "The"),
        row(2, 1, "mine"),
        row(2, 1, "of"),
        row(2, 1, "the"),
        row(2, 1, "pro-"),
        row(2, 2, "vince"),
        row(3, 1, "鹤"),
        row(3, 1, "岗市"),
        row(3, 1, "89"),
        row(4, 1, "~~;.", 30.0),
        "a line that is no row",
        row(5, 1, "unsure", -1),
    )
    (tmp_path / "scan.pdf").write_bytes(pdf([[], []], pictures=(0, 1)))
    document = load(tmp_path / "scan.pdf", tmp_path)
    assert [(block.text, block.headings, block.page) for block in document.blocks] == [
        ("The mine of the province", ("A mine",), 1),
        ("鹤岗市 89", ("A mine",), 1),
        ("The mine of the province", ("A mine",), 2),
        ("鹤岗市 89", ("A mine",), 2),
    ]
    assert document.title == "A mine"
    assert document.warnings == ("pages 1-2: a picture, read by OCR (tesseract), so that words may be wrong",)
    calls = (tmp_path / "calls").read_text(encoding="utf-8").splitlines()
    assert calls == ["--list-langs", *["stdin stdout --psm 1 --dpi 300 -l eng+chi_sim tsv"] * 2]


def test_pictures_stand_between_the_pages_with_text_in_their_order(saying: Saying, tmp_path: Path) -> None:
    saying(row(1, 1, "pictured"), langs="deu")
    loaded = load_pdf(pdf([lines(*BODY), [], lines(*BODY)], pictures=(1,)), "mixed.pdf")
    assert [part.page for part in loaded.parts] == [1, 2, 3]
    assert loaded.parts[1].text == "pictured"
    assert loaded.warnings == ("page 2: a picture, read by OCR (tesseract), so that words may be wrong",)
    assert "-l" not in (tmp_path / "calls").read_text(encoding="utf-8").splitlines()[1]


@pytest.mark.parametrize(
    "first", ["sys.exit(1)", "time.sleep(30)", "sys.stdout.buffer.write(b'\\xff\\xfe')", "print('\\t' * 9)"]
)
def test_a_tesseract_that_fails_or_sees_nothing_costs_the_page(
    saying: Saying, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    saying(first=first)
    monkeypatch.setattr(ocr, "PAGE_SECONDS", 1.0)
    with pytest.raises(FileProblem, match=r"no text: it is a scan.*saw no words"):
        load_pdf(pdf([[]], pictures=(0,)), "scan.pdf")
    loaded = load_pdf(pdf([lines(*BODY), []], pictures=(1,)), "mixed.pdf")
    assert "page 2: a picture without a text layer, left out" in loaded.warnings[0]


def test_time_that_is_up_leaves_the_other_pages_out(saying: Saying, monkeypatch: pytest.MonkeyPatch) -> None:
    saying(row(1, 1, "pictured"))
    clock = count(step=40)
    monkeypatch.setattr(ocr, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(ocr, "SECONDS", 100.0)
    monkeypatch.setattr(ocr, "SECONDS_A_MB", 0.0)
    found = ocr.recognise(pdf([[]] * 4, pictures=range(4)), (1, 2, 3, 4))
    assert set(found) == {1, 2}


def test_without_tesseract_a_scan_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileProblem, match=r"'scan\.pdf' has no text: it is a scan") as problem:
        load_pdf(pdf([[]], pictures=(0,)), "scan.pdf")
    assert ocr.INSTALL in str(problem.value)
    assert ocr.seconds(2**20) == 0
    loaded = load_pdf(pdf([lines(*BODY), []], pictures=(1,)), "mixed.pdf")
    assert ocr.INSTALL in loaded.warnings[0]


@pytest.mark.system
def test_the_process_that_reads_files_waits_for_it(saying: Saying, tmp_path: Path) -> None:
    saying(row(1, 1, "pictured"), first="time.sleep(2)")
    (tmp_path / "scan.pdf").write_bytes(pdf([[]], pictures=(0,)))
    reader = isolated.Isolated(seconds=0.5)
    try:
        assert reader.load(tmp_path / "scan.pdf", tmp_path).blocks[0].text == "pictured"
    finally:
        reader.close()
