"""The second opinion on a sentence: when it is asked, of what, and what it may overrule."""

from __future__ import annotations

import pytest

from rag.check.checker import Matter, load_judge, verify

PASSAGE = (
    "Osterfeld opened its coal mine in 1921. In 2010 the town counted 12,417 people, and 9,832 in 2020, a loss of "
    "about 21%. The mayor, Anna Berg, invited two architects from Bremen to rebuild the pithead. The station burned "
    "down in 2005; the mine closed in 2008. Most shops near the station are shut. According to Karl Weber, the town "
    'may become a museum. Rents rose by 14% in 2019; taxes fell. Berg calls the plan "a second spring".'
)


class Opinion:
    """Says the same of every sentence, by both voices or by the reader's alone."""

    def __init__(self, log_odds: float, *voices: str) -> None:
        self.said = dict.fromkeys(voices or ("reader", "consistency"), log_odds)
        self.asked: list[Matter] = []

    def judge(self, matter: Matter) -> dict[str, float]:
        self.asked.append(matter)
        return self.said


@pytest.mark.parametrize(("log_odds", "support"), [(9.0, "supported"), (-9.0, "none")])
def test_a_sentence_in_other_words_is_left_to_the_second_opinion(log_odds: float, support: str) -> None:
    opinion = Opinion(log_odds)
    sentence = "The railway building was destroyed by flames in 2005."
    assert verify(sentence, [PASSAGE], ["Osterfeld"], opinion).support == support
    (matter,) = opinion.asked
    assert (matter.statement, matter.texts, matter.heading) == (sentence, (PASSAGE,), "Osterfeld")


@pytest.mark.parametrize("voices", [("reader",), ("reader", "consistency")])
def test_each_set_of_voices_has_weights_of_its_own(voices: tuple[str, ...]) -> None:
    sentence = "The railway building was destroyed by flames in 2005."
    scores = [verify(sentence, [PASSAGE], ["Osterfeld"], Opinion(x, *voices)).score for x in (-9.0, -3.0, 0.0, 3.0)]
    assert scores == sorted(scores)
    assert len(set(scores)) == 4
    assert 0.2 <= load_judge()["+".join(sorted(voices))][1] <= 0.8


def test_both_voices_must_agree() -> None:
    class Torn(Opinion):
        def judge(self, matter: Matter) -> dict[str, float]:
            return {"reader": 2.0, "consistency": -5.0}

    sentence = "The railway building was destroyed by flames in 2005."
    assert not verify(sentence, [PASSAGE], ["Osterfeld"], Torn(0.0)).holds


def test_the_sentences_that_matter_come_first_and_then_those_beside_them() -> None:
    opinion = Opinion(0.0)
    verify("The railway building was destroyed by flames in 2005.", [PASSAGE], ["Osterfeld"], opinion)
    ((key, first), *others) = opinion.asked[0].sentences
    assert "burned down in 2005" in first
    assert [k for k, _ in others] == [(0, key[1] - 1), (0, key[1] + 1)]


def test_a_soft_objection_is_overruled_by_a_sure_opinion_and_a_hard_one_never() -> None:
    soft, hard = "In 2008 the coal mine was not kept open.", "The railway building burned in 2007."
    assert verify(soft, [PASSAGE], ["Osterfeld"]).reasons != ()
    assert verify(soft, [PASSAGE], ["Osterfeld"], Opinion(9.0)).reasons == ()
    assert not verify(soft, [PASSAGE], ["Osterfeld"], Opinion(-9.0)).holds
    opinion = Opinion(9.0)
    assert not verify(hard, [PASSAGE], ["Osterfeld"], opinion).holds
    assert opinion.asked == []


@pytest.mark.parametrize(("log_odds", "holds"), [(9.0, True), (-9.0, False)])
def test_a_sentence_in_the_passages_words_is_doubted_where_the_opinion_is_sure(log_odds: float, holds: bool) -> None:
    opinion = Opinion(log_odds)
    assert verify("Osterfeld's coal mine was opened in 1921.", [PASSAGE], ["Osterfeld"], opinion).holds == holds
    assert len(opinion.asked) == 1


def test_no_second_opinion_is_asked_of_the_passages_own_sentence() -> None:
    opinion = Opinion(-9.0)
    assert verify(PASSAGE.split(". ")[0] + ".", [PASSAGE], ["Osterfeld"], opinion).support == "exact"
    assert opinion.asked == []


def test_of_long_passages_the_opinion_gets_the_sentences_looked_at_and_their_neighbours() -> None:
    around = " ".join(f"Nothing of note was told of the year {year}." for year in range(1700, 1760))
    opinion = Opinion(0.0)
    verify("The railway building was destroyed by flames in 2005.", [f"{around} {PASSAGE} {around}"], (), opinion)
    (matter,) = opinion.asked
    (text,) = matter.texts
    assert "burned down in 2005" in text
    assert len(text) < len(PASSAGE) + 200
    assert matter.heading == ""


def test_of_several_passages_those_that_matter_are_given_alone_too() -> None:
    opinion = Opinion(0.0)
    other, third = "The town lies on a river.", "Flames are hot in every railway building."
    verify("The railway building was destroyed by flames in 2005.", [PASSAGE, other, third], (), opinion)
    (matter,) = opinion.asked
    assert matter.texts[0] == "\n".join((PASSAGE, other, third))
    assert set(matter.texts[1:]) == {PASSAGE, third}
