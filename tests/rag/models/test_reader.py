"""The reader's arithmetic, on a model whose four logits are looked up from each token by itself."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from rag.base.errors import ModelProblem
from rag.base.settings import Settings
from rag.models.onnx import ModelFiles, OnnxModel, file_sha256
from rag.models.reader import LONGEST_QUESTION, LONGEST_SPAN, Reader, Reading, load_reader

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "who", "coal", "is", "black", "and", "hard", "title"]
LOGITS = {
    "[CLS]": (2.0, 9, 9, -3.0),
    "[SEP]": (0, 9, 9, 0),
    "who": (0, 9, 9, 0),
    "coal": (0, 4, 0, 0),
    "hard": (0, 0, 4, 0),
    "title": (0, 8, 8, 0),
}


@pytest.fixture
def model(tmp_path: Path) -> OnnxModel:
    """Looks each token's logits up in a table; the label is that of the first token."""
    table = np.array([LOGITS.get(word, (0, 0, 0, 0)) for word in WORDS], dtype=np.float32)
    names = ("input_ids", "attention_mask", "token_type_ids")
    graph = helper.make_graph(
        [helper.make_node("Gather", ["table", "input_ids"], ["logits"])],
        "lookup",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", "tokens", 4])],
        [numpy_helper.from_array(table, "table")],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(made, str(tmp_path / "model.onnx"))
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", WORDS.index("[CLS]")), ("[SEP]", WORDS.index("[SEP]"))],
    )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    return OnnxModel(ModelFiles("lookup", str(tmp_path), file_sha256(tmp_path / "model.onnx"), 300), threads=1)


def read(model: OnnxModel, question: str, passages: list[str], headings: list[str] | None = None) -> list[Reading]:
    return Reader(model).read([question] * len(passages), passages, headings or [""] * len(passages))


def test_a_statement_is_judged_by_the_last_of_the_four(model: OnnxModel) -> None:
    assert Reader(model).bears_out("coal is hard", "coal is black", "title") == -3.0


def test_the_span_runs_from_the_best_start_to_the_best_end(model: OnnxModel) -> None:
    passage = "black coal is hard and black"
    reading = read(model, "who", [passage])[0]
    assert passage[reading.start : reading.end] == "coal is hard"
    assert reading.answerable == pytest.approx(1 / (1 + math.exp(-2)))
    share = math.exp(4) / (math.exp(4) + 5)
    assert reading.span_score == pytest.approx(share**2)


def test_readings_keep_the_order_of_the_passages(model: OnnxModel) -> None:
    passages = ["black black black coal hard", "coal hard", "black coal hard"]
    readings = read(model, "who", passages)
    assert [p[r.start : r.end] for p, r in zip(passages, readings, strict=True)] == ["coal hard"] * 3


def test_headings_are_read_but_hold_no_answer(model: OnnxModel) -> None:
    reading = read(model, "who", ["coal is hard"], headings=["title title"])[0]
    assert (reading.start, reading.end) == (0, len("coal is hard"))


def test_an_end_before_the_start_is_no_span(model: OnnxModel) -> None:
    reading = read(model, "who", ["hard coal"])[0]
    assert reading.start < reading.end


def test_a_span_has_a_greatest_length(model: OnnxModel) -> None:
    passage = "coal " + "black " * LONGEST_SPAN + "hard"
    reading = read(model, "who", [passage])[0]
    assert len(passage[reading.start : reading.end].split()) <= LONGEST_SPAN


def test_an_empty_passage_has_no_span(model: OnnxModel) -> None:
    readings = read(model, "who", ["", "coal hard"])
    assert (readings[0].start, readings[0].end, readings[0].span_score) == (0, 0, 0.0)
    assert readings[1].span_score > 0


def test_the_chance_of_a_sentence_is_that_of_its_tokens(model: OnnxModel) -> None:
    passage = "black coal is hard. black and black"
    reading = read(model, "who", [passage])[0]
    first, second = reading.within(0, 19), reading.within(20, len(passage))
    assert first > 0.9 * reading.answerable > 10 * second > 0
    assert first + second == pytest.approx(reading.answerable, abs=1e-3)
    assert reading.within(5, 5) == 0.0


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_nothing(model: OnnxModel, threads: int) -> None:
    passages = [("black " * n) + "coal and hard" for n in (200, 1, 90, 130, 2, 250, 7)]
    model.threads = threads
    readings = read(model, "who", passages)
    assert [p[r.start : r.end] for p, r in zip(passages, readings, strict=True)] == ["coal and hard"] * len(passages)


def test_nothing_to_read_gives_no_readings(model: OnnxModel) -> None:
    assert read(model, "who", []) == []


def test_an_endless_question_is_cut(model: OnnxModel) -> None:
    reading = read(model, "who " * (LONGEST_QUESTION * 4), ["coal hard"])[0]
    assert (reading.start, reading.end) == (0, len("coal hard"))


def test_headings_must_match_the_passages(model: OnnxModel) -> None:
    with pytest.raises(ValueError, match="zip"):
        read(model, "who", ["coal", "hard"], headings=["title"])


def test_other_weights_are_refused(model: OnnxModel) -> None:
    broken = OnnxModel(replace(model.files, sha256="0" * 64))
    with pytest.raises(ModelProblem, match="reinstall"):
        read(broken, "who", ["coal"])


def test_missing_weights_name_the_file(model: OnnxModel) -> None:
    (model.folder / "model.onnx").unlink()
    with pytest.raises(ModelProblem, match=r"model\.onnx"):
        read(model, "who", ["coal"])


def test_loading_opens_nothing_yet() -> None:
    reader = load_reader(Settings(threads=3))
    assert reader.model.threads == 3
    assert reader.model.folder.name == "reader"


def test_the_reader_of_statements_is_what_was_measured() -> None:
    reader = load_reader(Settings(threads=1), "statements")
    text = "The mine closed in 2008. The mayor sued the owner, who had left 40 million yuan of debts."
    true, exchanged, denied = (
        reader.bears_out(statement, text, "Town")
        for statement in (
            "The mine was shut in 2008.",
            "The owner took the mayor to court.",
            "The mine was opened in 2008.",
        )
    )
    assert true > max(0, exchanged)
    assert denied < 0
    assert (reader.model.folder / reader.model.files.weights).stat().st_size <= 36e6
