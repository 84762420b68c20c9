"""`aftermine evaluate` and `aftermine questions` as a user types them, with a scripted assistant behind them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from rag.base.mechanisms import MECHANISMS
from rag.base.settings import Settings
from rag.base.types import Answer, Document
from rag.evaluation.question_set import Gold, write
from tests.rag.evaluation.world import DOCUMENTS, QUESTIONS, Scripted, perfect, shuffled
from tests.ui.conftest import Aftermine
from ui import compose
from ui.cli.commands.evaluate import switched

pytestmark = pytest.mark.system

OUT = "run.json"


@dataclass
class WorldIndex:
    """The documents of the small world, as an index shows them."""

    corpus_sha256: str = "c" * 64
    closed: int = 0
    own: tuple[str, ...] = ()

    @property
    def entries(self) -> dict[str, SimpleNamespace]:
        return {name: SimpleNamespace(file=f"library/{name}.md") for name in self.own}

    def documents(self) -> tuple[Document, ...]:
        return tuple(DOCUMENTS.values())

    def __enter__(self) -> WorldIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed += 1


class WorldAssistant(Scripted):
    """A scripted assistant with an index; the shuffled one where the fusion is rrf."""

    def __init__(self, settings: Settings, index: WorldIndex) -> None:
        super().__init__(shuffled if settings.retrieval.fusion == "rrf" else perfect)
        self.index = index


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> WorldIndex:
    made = WorldIndex()
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: WorldAssistant(settings, made))
    monkeypatch.setattr(compose, "open_index", lambda settings, who: made)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "world.jsonl", QUESTIONS.questions)
    return made


def test_an_evaluation_prints_figures_and_writes_its_reports(aftermine: Aftermine, index: WorldIndex) -> None:
    result = aftermine("evaluate", "world.jsonl", "--json", OUT, "--html", "report.html", "--csv", "run.csv")
    assert result.status == 0
    assert "key_fact_recall" in result.out
    assert "10 questions" in result.out
    assert json.loads(Path(OUT).read_text(encoding="utf-8"))["sets"]["all"]["metrics"]["score"]["value"] == 1.0
    assert Path("report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert Path("run.csv").read_bytes().startswith(b"\xef\xbb\xbfset,id")
    assert index.closed == 1
    assert list(Path("cache").rglob("*.jsonl")) == []


def test_the_report_tells_no_path_of_this_machine(aftermine: Aftermine, index: WorldIndex) -> None:
    aftermine("evaluate", "world.jsonl", "--json", OUT)
    told = json.loads(Path(OUT).read_text(encoding="utf-8"))["settings"]
    assert told["retrieval.fusion"] == "weighted"
    assert {"library", "index", "answering.api_key"} & told.keys() == set()


def test_failures_are_listed_with_their_stage(aftermine: Aftermine, index: WorldIndex) -> None:
    result = aftermine("evaluate", "world.jsonl", "--set", "retrieval.fusion=rrf")
    assert "retrieved but not used" in result.out
    assert "no passage from 'oil-town' # 'List' is cited" not in result.err
    assert "answered an unanswerable" in result.out


def test_the_bundled_documents_alone_get_an_index_without_ones_own(
    aftermine: Aftermine, index: WorldIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Settings] = []
    monkeypatch.setattr(compose, "refresh", lambda settings, step, who: made.append(settings))
    index.own = ("appendix",)
    result = aftermine("evaluate", "world.jsonl", "--json", OUT)
    assert "'appendix' (10); --bundled-alone leaves them out" in result.err
    assert made == []
    index.own = ()
    result = aftermine("evaluate", "world.jsonl", "--bundled-alone", "--ablate", "retrieval.fusion=rrf")
    assert (result.status, "leaves them out" in result.err) == (0, False)
    (settings,) = made
    assert settings.bundled
    assert not settings.library.exists()
    assert index.closed == 3


def test_settings_that_store_something_else_get_an_index_of_their_own(
    aftermine: Aftermine, index: WorldIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr(compose, "refresh", lambda settings, *_: made.append(settings.retrieval.chunk_tokens))
    assert aftermine("evaluate", "world.jsonl", "--ablate", "retrieval.chunk_tokens=100,120").status == 0
    assert made == [100, 120]


def test_a_gate_that_is_missed_is_exit_5(aftermine: Aftermine, index: WorldIndex) -> None:
    Path("FLOORS.toml").write_text('[all]\n"hit@5" = 0.95\nfalse_refusal = 0.06\n', encoding="utf-8")
    met = aftermine("evaluate", "world.jsonl", "--gate", "FLOORS.toml")
    assert (met.status, "every floor is met" in met.err) == (0, True)
    missed = aftermine("evaluate", "world.jsonl", "--gate", "FLOORS.toml", "--set", "retrieval.fusion=rrf")
    assert missed.status == 5
    assert "floor missed: all: hit@5 is 0.125, at least 0.95 is asked for" in missed.err


def test_a_baseline_is_compared_with(aftermine: Aftermine, index: WorldIndex) -> None:
    aftermine("evaluate", "world.jsonl", "--json", OUT, "--set", "retrieval.fusion=rrf")
    result = aftermine("evaluate", "world.jsonl", "--baseline", OUT)
    assert result.status == 0
    assert "compared with the baseline: better: score" in result.out


def test_a_baseline_of_another_corpus_is_refused_before_asking(aftermine: Aftermine, index: WorldIndex) -> None:
    aftermine("evaluate", "world.jsonl", "--json", OUT)
    index.corpus_sha256 = "d" * 64
    refused = aftermine("evaluate", "world.jsonl", "--baseline", OUT)
    assert refused.status == 2
    assert "other documents ('cccccccccccc', now 'dddddddddddd')" in refused.err
    assert "--force" in refused.err
    assert refused.out == ""
    forced = aftermine("evaluate", "world.jsonl", "--baseline", OUT, "--force")
    assert forced.status == 0
    assert "warning: the baseline was made with other documents" in forced.err


def test_ablations_stand_side_by_side(aftermine: Aftermine, index: WorldIndex) -> None:
    result = aftermine("evaluate", "world.jsonl", "--ablate", "retrieval.fusion=dense,rrf", "--json", OUT)
    assert result.status == 0
    assert "retrieval.fusion=dense" in result.out
    assert "▼" in result.out
    assert "retrieval.fusion=dense: shows nothing: no difference that these 10 questions can show" in result.out
    names = [variant["name"] for variant in json.loads(Path(OUT).read_text(encoding="utf-8"))["variants"]]
    assert names == ["retrieval.fusion=dense", "retrieval.fusion=rrf"]
    assert index.closed == 3


@pytest.mark.usefixtures("index")
def test_mechanisms_are_switched_off_one_by_one_or_together(aftermine: Aftermine) -> None:
    result = aftermine("evaluate", "world.jsonl", "--ablate", "spelling,parts+sides", "--json", OUT)
    variants = json.loads(Path(OUT).read_text(encoding="utf-8"))["variants"]
    assert [variant["name"] for variant in variants] == ["without spelling", "without parts + sides"]
    assert "without parts + sides" in result.out
    assert switched("all") == [(name,) for name in MECHANISMS]


def test_each_chat_model_is_announced_once(
    aftermine: Aftermine, index: WorldIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    ablations = ("--ablate", "answering.model=openai:some", "--ablate", "retrieval.fusion=dense,rrf")
    assert aftermine("evaluate", "world.jsonl", *ablations).err.count("sends passages to api.openai.com") == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("none.jsonl",), "question file 'none.jsonl' can't be read"),
        (("world.jsonl", "--ablate", "retrieval.fusion="), "--ablate gives 'retrieval.fusion' no value"),
        (("world.jsonl", "--ablate", "spelling,magic"), "there is no mechanism 'magic': take one of spelling, "),
        (("world.jsonl", "--ablate", "retrieval.fusion=magic"), "setting 'retrieval.fusion' can't be 'magic'"),
        (("world.jsonl", "--ablate", "retrieval.fsion=rrf"), "unknown setting 'retrieval.fsion'"),
        (("world.jsonl", "--passages", "other.jsonl", "--bundled-alone"), "two sorts of documents: leave one out"),
        (("world.jsonl", "--json", "no/such/run.json"), "can't be written to 'no/such/run.json'"),
        (("world.jsonl", "--gate", "none.toml"), "the floors 'none.toml' can't be read"),
        (("world.jsonl", "--baseline", "world.jsonl"), "'world.jsonl' is no evaluation report"),
        (("world.jsonl", "--json", "world.jsonl"), "take the place of 'world.jsonl'"),
        (("world.jsonl", "--csv", "other.jsonl"), "take the place of 'other.jsonl'"),
        (("world.jsonl", "--json", "out", "--csv", "out"), "take the place of 'out'"),
        (("world.jsonl", "world.jsonl"), "field 'id': 'q01' stands in world.jsonl, line 1 too"),
    ],
)
def test_wrong_use_is_one_line(
    aftermine: Aftermine, index: WorldIndex, arguments: tuple[str, ...], expected: str
) -> None:
    Path("other.jsonl").write_text("mine\n", encoding="utf-8")
    result = aftermine("evaluate", *arguments)
    assert Path("other.jsonl").read_text(encoding="utf-8") == "mine\n"
    assert (result.status, result.out) == (2, "")
    assert expected in result.err
    assert result.err.count("\n") == 1
    assert index.closed == 0


def test_a_question_from_feedback_without_key_facts_is_not_counted(aftermine: Aftermine, index: WorldIndex) -> None:
    unfinished = replace(QUESTIONS.questions[0], id="use-7", must_include=())
    write(Path("from-use.jsonl"), [unfinished, replace(QUESTIONS.questions[9], id="use-8")])
    result = aftermine("evaluate", "from-use.jsonl", "world.jsonl", "--json", OUT)
    assert result.status == 0
    assert "not counted: 1, such as 'use-7'" in result.err
    report = json.loads(Path(OUT).read_text(encoding="utf-8"))
    assert (report["sets"]["from-use"]["n"], report["sets"]["all"]["n"]) == (1, 11)
    assert any("'use-7'" in remark for remark in report["remarks"])
    write(Path("from-use.jsonl"), [unfinished])
    alone = aftermine("evaluate", "from-use.jsonl")
    assert (alone.status, alone.out) == (2, "")
    assert "add key facts" in alone.err
    assert "not counted until it has both" in aftermine("questions", "check", "from-use.jsonl", "--no-corpus").out


def test_one_half_of_the_questions(aftermine: Aftermine, index: WorldIndex) -> None:
    for half in ("tune", "report"):
        aftermine("evaluate", "world.jsonl", "--split", half, "--json", f"{half}.json")
    ids = [{q["id"] for q in json.loads(Path(f"{half}.json").read_text())["questions"]} for half in ("tune", "report")]
    assert ids[0] | ids[1] == {question.id for question in QUESTIONS.questions}
    assert ids[0] & ids[1] == set()


def test_an_interrupted_run_says_so_and_goes_on(
    aftermine: Aftermine, index: WorldIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(text: str) -> Answer:
        if text == QUESTIONS.questions[6].question:
            raise KeyboardInterrupt
        return perfect(text)

    def interrupted(settings: Settings, who: str) -> Scripted:
        made = WorldAssistant(settings, index)
        made.script = stop
        return made

    monkeypatch.setattr(compose, "open_assistant", interrupted)
    first = aftermine("evaluate", "world.jsonl")
    assert first.status == 130
    assert "interrupted at 6 of 10: the same command goes on from there" in first.err
    monkeypatch.setattr(compose, "open_assistant", lambda settings, who: WorldAssistant(settings, index))
    second = aftermine("evaluate", "world.jsonl")
    assert "6 answers are taken from a run that was interrupted" in second.err
    assert second.status == 0


def test_sources_that_are_not_there_are_told(aftermine: Aftermine, index: WorldIndex) -> None:
    lost = replace(QUESTIONS.questions[0], sources=(Gold("coal-town", "Mine"),))
    write(Path("lost.jsonl"), [lost])
    result = aftermine("evaluate", "lost.jsonl", "--json", OUT, "--html", "report.html")
    assert "1 questions name sources that the corpus does not hold, such as 'q01'" in result.err
    assert "name sources" in json.loads(Path(OUT).read_text(encoding="utf-8"))["remarks"][0]
    assert "name sources that the corpus does not hold" in Path("report.html").read_text(encoding="utf-8")


def test_retrieval_only(aftermine: Aftermine, index: WorldIndex) -> None:
    result = aftermine("evaluate", "world.jsonl", "--retrieval-only")
    assert "hit@5" in result.out
    assert "key_fact_recall" not in result.out


def test_checking_a_good_file(aftermine: Aftermine, index: WorldIndex) -> None:
    result = aftermine("questions", "check", "world.jsonl")
    assert (result.status, result.out) == (0, "")
    assert "10 questions, 0 errors, 0 hints" in result.err


def test_checking_a_bad_file(aftermine: Aftermine, index: WorldIndex) -> None:
    wrong = replace(QUESTIONS.questions[0], kind="riddle", sources=(), must_include=())
    write(Path("bad.jsonl"), [wrong, wrong])
    result = aftermine("questions", "check", "bad.jsonl", "--no-corpus")
    assert result.status == 1
    assert "error: bad.jsonl, line 2: id 'q01' stands in bad.jsonl, line 1 too: rename one" in result.out
    shown = aftermine("questions", "check", "bad.jsonl", "--json").json
    assert shown["questions"] == 2


def test_a_public_set_is_asked_over_its_own_passages(
    aftermine: Aftermine, index: WorldIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled: list[tuple[Path, list[str]]] = []

    def fill(settings: Settings, documents: tuple[Document, ...], progress: object, who: str) -> None:
        filled.append((settings.index, [document.id for document in documents]))

    monkeypatch.setattr(compose, "fill", fill)
    Path("passages.jsonl").write_text('{"id": "coal-town", "text": "Coal."}\n', encoding="utf-8")
    query = {"id": "1", "text": QUESTIONS.questions[0].question, "relevant": ["coal-town"]}
    Path("queries.jsonl").write_text(json.dumps(query) + "\n", encoding="utf-8")
    arguments = ("evaluate", "queries.jsonl", "--passages", "passages.jsonl", "--retrieval-only")
    result = aftermine(*arguments, "--ablate", "retrieval.fusion=dense", "--ablate", "retrieval.chunk_tokens=100")
    assert result.status == 0
    assert [ids for _, ids in filled] == [["coal-town"]] * 2
    assert not filled[0][0].exists()
    assert "1 questions" in result.out
