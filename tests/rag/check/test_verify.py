"""Holding a sentence against passages: what is exact, what is supported, what is a lie and of which kind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.check.checker import Matter, Verdict, verify

PASSAGE = (
    "Osterfeld opened its coal mine in 1921. In 2010 the town counted 12,417 people, and 9,832 in 2020, a loss of "
    "about 21%. The mayor, Anna Berg, invited two architects from Bremen to rebuild the pithead. The station burned "
    "down in 2005; the mine closed in 2008. Most shops near the station are shut. According to Karl Weber, the town "
    'may become a museum. Rents rose by 14% in 2019; taxes fell. Berg calls the plan "a second spring".'
)


def check(sentence: str, passage: str = PASSAGE, context: str = "Osterfeld") -> Verdict:
    return verify(sentence, [passage], [context])


@pytest.mark.parametrize(
    "sentence",
    [
        "Osterfeld opened its coal mine in 1921.",
        "osterfeld opened its coal mine in 1921",
        "Most shops near the station are shut. [1][2]",
        "taxes fell",
    ],
)
def test_the_passages_own_words_are_exact(sentence: str) -> None:
    verdict = check(sentence)
    assert (verdict.support, verdict.unsupported, verdict.score) == ("exact", (), 1.0)
    ((start, end),) = verdict.supporting[0]
    assert PASSAGE[start:end].lower().startswith(sentence[:5].lower())


@pytest.mark.parametrize("piece", ["burned down in", "the town may become", "become a museum"])
def test_a_piece_cut_out_of_a_sentence_is_not_exact(piece: str) -> None:
    assert check(piece).support != "exact"


@pytest.mark.parametrize(
    "sentence",
    [
        "Osterfeld's coal mine was opened in 1921.",
        "In 2020 Osterfeld had about 9,800 people.",
        "In 2020 Osterfeld had nearly ten thousand people.",
        "Osterfeld lost roughly a fifth of its people between 2010 and 2020.",
        "Mayor Anna Berg invited two architects from Bremen.",
        "Osterfeld's mine was closed in 2008.",
        "Most of the shops near the station are closed.",
        "Osterfeld may become a museum, says Karl Weber.",
        "In 2019 rents went up by 14 per cent.",
        'Berg speaks of "a second spring".',
    ],
)
def test_a_true_paraphrase_is_supported(sentence: str) -> None:
    verdict = check(sentence)
    assert (verdict.support, verdict.reasons) == ("supported", ())


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Osterfeld had 9,382 people in 2020.", "number"),
        ("Osterfeld had about 11,000 people in 2020.", "number"),
        ("Osterfeld had 9.8 million people in 2020.", "number"),
        ("Rents rose by 14 percentage points in 2019.", "number"),
        ("Osterfeld opened its coal mine in 1912.", "date"),
        ("The mayor, Anna Kraus, invited two architects.", "name"),
        ("Anna Berg invited two architects from Hamburg.", "name"),
        ('Berg calls the plan "a costly mistake".', "quote"),
        ("Osterfeld did not open its coal mine in 1921.", "negation"),
        ("Rents fell by 14% in 2019.", "direction"),
    ],
)
def test_a_lie_is_caught_for_what_it_is(sentence: str, fault: str) -> None:
    verdict = check(sentence)
    assert not verdict.holds
    assert fault in {reason.fault for reason in verdict.reasons}


@pytest.mark.parametrize(
    ("passage", "sentence", "fault"),
    [
        ("The debt was 11.7 million in 1999.", "The debt was 11.7 billion in 1999.", "number"),
        ("The trust beat most of its targets.", "The trust missed most of its targets.", "direction"),
        ("The town offers low pay and short hours.", "The town offers high pay and short hours.", "direction"),
    ],
)
def test_a_lie_in_the_passages_own_words_is_caught(passage: str, sentence: str, fault: str) -> None:
    assert fault in {reason.fault for reason in check(sentence, passage).reasons}


@pytest.mark.parametrize(
    ("passage", "sentence"),
    [
        ("One town employee in five worked in health.", "About 20% of the town's employees worked in health."),
        ("Houses stood idle: 160 were sold after two idle years.", "160 houses were sold after two years."),
        ("By 2013 the grant covered all 69.", "The grant covered all 69 towns by 2013."),
        ("The wind farms have a third of the total.", "The wind farms have roughly 33% of the total."),
        ("In all, 16 mines were shut.", "16 mines were shut in all."),
        ("Only 14 people applied.", "Just 14 people applied."),
        ("Uncontrolled digging emptied the hills.", "Unchecked digging emptied the hills."),
        (
            "Steel towns lost their workers, whereas coal towns kept their mines.",
            "Coal towns kept their mines, while steel towns lost their workers.",
        ),
        (
            "Families went to aid offices because wages were late.",
            "Because wages were late, families turned to aid offices.",
        ),
        ("Most of the hospitals are exempt from tax.", "Most of the hospitals pay no tax."),
        ("No work from afar replaces the jobs lost.", "No work from afar can make up for the jobs lost."),
        ("Those aged 65 or older left the towns.", "People who were at least 65 years old left the towns."),
    ],
)
def test_what_only_looks_like_a_lie_is_not_objected_to(passage: str, sentence: str) -> None:
    assert [reason for reason in check(sentence, passage).reasons if reason.fault != "words"] == []


def test_what_is_unsupported_is_shown_in_the_sentence_and_what_supports_it_in_the_passage() -> None:
    sentence = "In 2020 Osterfeld had 9,832 people and 41 pubs."
    verdict = check(sentence)
    assert [sentence[start:end] for start, end in verdict.unsupported] == ["41 pubs"]
    shown = " ".join(PASSAGE[start:end] for start, end in verdict.supporting[0])
    assert "9,832 in 2020" in shown
    assert "Rents" not in shown


def test_a_sentence_of_which_the_passage_says_nothing_is_not_supported() -> None:
    verdict = check("Volcanoes release sulphur into the atmosphere.")
    assert verdict.support == "none"
    assert [reason.fault for reason in verdict.reasons] == ["words"]


def test_any_of_several_passages_may_support() -> None:
    verdict = verify("Osterfeld opened its coal mine in 1921.", ["Nothing of this.", PASSAGE])
    assert verdict.support == "exact"
    assert [len(spans) for spans in verdict.supporting] == [0, 1]


def test_a_heading_names_what_the_passage_is_about_but_is_not_quoted() -> None:
    passage = "The town opened its coal mine in 1921."
    with_heading = verify("Osterfeld opened its coal mine in 1921.", [passage], ["Osterfeld: a history"])
    without = verify("Osterfeld opened its coal mine in 1921.", [passage])
    assert (with_heading.support, without.support) == ("supported", "partial")


@pytest.mark.parametrize(
    ("sentence", "passages"), [("Coal paid for the town.", []), ("", [PASSAGE]), (" [1] ", [PASSAGE])]
)
def test_nothing_cited_or_nothing_said_supports_nothing(sentence: str, passages: list[str]) -> None:
    verdict = verify(sentence, passages)
    assert (verdict.support, [reason.fault for reason in verdict.reasons]) == ("none", ["marker"])


def test_a_table_under_a_unit_supports_the_number_with_its_unit() -> None:
    table = "| Year | Billion yuan |\n| --- | --- |\n| 2012 | 16.0 |\n| 2013 | 16.8 |"
    assert verify("16.8 billion yuan were paid in 2013.", [table], ["Payments by year"]).reasons == ()
    assert verify("18.6 billion yuan were paid in 2013.", [table], ["Payments by year"]).reasons != ()


@settings(deadline=None)
@given(st.text(max_size=120), st.text(max_size=200))
def test_spans_lie_in_their_texts_and_never_fail(sentence: str, passage: str) -> None:
    verdict = verify(sentence, [passage])
    assert all(0 <= start <= end <= len(sentence) for start, end in verdict.unsupported)
    assert all(0 <= start <= end <= len(passage) for spans in verdict.supporting for start, end in spans)
    assert 0 <= verdict.score <= 1


@pytest.mark.parametrize(
    ("sentence", "holds", "support"),
    [
        ("Mines: The old mine closed in 2008.", True, "supported"),
        ("Mines and towns: The old mine closed in 2008. [1]", True, "supported"),
        ("Rivers: The old mine closed in 2008.", False, "partial"),
        ("Mines: The old mine closed in 2009.", False, "none"),
        ("Mines: ", False, "partial"),
    ],
)
def test_own_words_under_a_heading_of_theirs_are_supported(sentence: str, holds: bool, support: str) -> None:
    class Doubting:
        def judge(self, matter: Matter) -> dict[str, float]:
            return {"reader": -9.0}

    passage = "It was a coal town. The old mine closed in 2008. People left."
    verdict = verify(sentence, [passage], ["Osterfeld › Towns and mines"], Doubting())
    assert (verdict.holds, verdict.support) == (holds, support)
    if holds:
        assert [passage[slice(*span)] for span in verdict.supporting[0]] == ["The old mine closed in 2008"]


@pytest.mark.parametrize("nothing", ["–", "%", "—."])
def test_signs_without_a_word_behind_a_heading_say_no_more_than_the_heading(nothing: str) -> None:
    passages, headings = ["A well-known rate of 5 % – none."], ["Vacancy"]
    verdict = verify(f"Vacancy: {nothing}", passages, headings)
    assert verdict == verify("Vacancy: ", passages, headings)
    assert verdict.supporting == ((),)
    assert verify(nothing, passages, headings).support == "none"
