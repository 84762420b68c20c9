"""Comparisons with the real models: found by asking, about both subjects, in whatever form the names are written."""

from __future__ import annotations

import re

import pytest

from rag.assistant import Assistant
from rag.language import dependent_sentences

PAIRS = (
    ("Compare Hegang and Fushun", ("Hegang", "Fushun")),
    ("Compare Hegang city and Fuxin", ("Hegang", "Fuxin")),
    ("How do Pittsburgh and Detroit differ?", ("Pittsburgh", "Detroit")),
    ("Compare the Ruhr and Lusatia", ("Ruhr", "Lusatia")),
    ("What is the difference between Zibo and Harbin?", ("Zibo", "Harbin")),
    ("Compare Tulsa Remote with Vermont", ("Tulsa Remote", "Vermont")),
    ("Jiaozuo vs Tongling", ("Jiaozuo", "Tongling")),
    ("compare hegang with qitaihe", ("Hegang", "Qitaihe")),
    ("Compare Yubari and Vorkuta", ("Yubari", "Vorkuta")),
)


@pytest.mark.parametrize(("question", "subjects"), PAIRS, ids=[question for question, _ in PAIRS])
def test_asked_for_it_stands_in_a_table_that_tells_of_both(
    assistant: Assistant, question: str, subjects: tuple[str, ...]
) -> None:
    answer = assistant.ask(question)
    assert answer.comparison is not None
    assert answer.comparison.subjects == subjects
    assert any(all(aspect.cells) for aspect in answer.comparison.aspects)
    assert not any("not mention" in warning for warning in answer.warnings)
    cells = {sentence for aspect in answer.comparison.aspects for cell in aspect.cells for sentence in cell}
    above = [sentence for sentence in answer.sentences if sentence not in cells]
    assert all(all(name.split()[0] in sentence.text for name in subjects) for sentence in above)
    cited = {citation.number for citation in answer.citations}
    assert all(sentence.citations and {*sentence.citations} <= cited for sentence in cells)
    assert not any(dependent_sentences.announces(sentence.text) for sentence in cells)


def test_no_sentence_stands_in_the_column_of_another(assistant: Assistant) -> None:
    for _, subjects in PAIRS:
        answer = assistant.compare(subjects)
        assert answer.comparison is not None
        for aspect in answer.comparison.aspects:
            for place, cell in enumerate(aspect.cells):
                others = [name for n, name in enumerate(subjects) if n != place]
                assert not any(other in sentence.text for other in others for sentence in cell), aspect.name


@pytest.mark.parametrize("question", ["Compare Yubari and Atlantis", "How do Hegang and El Dorado differ?"])
def test_an_unknown_subject_is_told(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.verdict == "not_in_corpus"
    assert answer.comparison is None
    assert re.search("Atlantis|El Dorado", answer.notice)
