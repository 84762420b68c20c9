"""The second opinion on a sentence: when it is asked, of what, and what it may overrule."""

from __future__ import annotations

import pytest

from rag.verify import verify

PASSAGE = (
    "Osterfeld opened its coal mine in 1921. In 2010 the town counted 12,417 people, and 9,832 in 2020, a loss of "
    "about 21%. The mayor, Anna Berg, invited two architects from Bremen to rebuild the pithead. The station burned "
    "down in 2005; the mine closed in 2008. Most shops near the station are shut. According to Karl Weber, the town "
    'may become a museum. Rents rose by 14% in 2019; taxes fell. Berg calls the plan "a second spring".'
)


class Opinion:
    """Says the same of every sentence."""

    def __init__(self, log_odds: float) -> None:
        self.log_odds = log_odds
        self.asked: list[tuple[str, str, str]] = []

    def bears_out(self, statement: str, passage: str, heading: str = "") -> float:
        self.asked.append((statement, passage, heading))
        return self.log_odds


@pytest.mark.parametrize(("log_odds", "support"), [(9.0, "supported"), (-9.0, "none")])
def test_a_sentence_in_other_words_is_left_to_the_second_opinion(log_odds: float, support: str) -> None:
    opinion = Opinion(log_odds)
    sentence = "The railway building was destroyed by flames in 2005."
    assert verify(sentence, [PASSAGE], ["Osterfeld"], opinion).support == support
    assert opinion.asked == [(sentence, PASSAGE, "Osterfeld")]


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
    ((_, text, heading),) = opinion.asked
    assert "burned down in 2005" in text
    assert len(text) < len(PASSAGE) + 200
    assert heading == ""
