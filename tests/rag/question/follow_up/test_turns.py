"""Follow-ups that used to lose what they are about: turns, question words, "that" for what was said, choices."""

from __future__ import annotations

import pytest

from tests.rag.question.follow_up.test_rewriting import POPULATION, Asked, check

FLATS = "Who owns flats in Hegang?"
FAILED = "What failed in Jiaozuo?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (FLATS, "On paper, who owns them?", "On paper, who owns flats?"),
        (FLATS, "On average, who lives there?", "On average, who lives in Hegang?"),
        (FLATS, "Now that the mines closed, who lives there?", "Now that the mines closed, who lives in Hegang?"),
        (FAILED, "On the other hand, what worked there?", "On the other hand, what worked in Jiaozuo?"),
        (FAILED, "On the first day, who left?", "On the first day, who left?"),
        (FAILED, "On 1 July 2013, what happened there?", "On 1 July 2013, what happened in Jiaozuo?"),
        (FAILED, "About half the miners left, so what happened?", "About half the miners left, so what happened?"),
        ("What is the plan of 2013?", "Now the plan: who wrote it?", "Who wrote the plan of 2013?"),
        (FAILED, "As for the first city, how many live there?", "How many live in Jiaozuo?"),
        (FAILED, "As for Fuxin, who lives there?", "Who lives in Fuxin?"),
    ],
)
def test_only_what_is_named_or_known_is_turned_to(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize("question", ["What did the state pay?", "How did the state help?"])
def test_the_state_is_the_government(question: str) -> None:
    check(["What happened in Jiaozuo?"], question, question)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("How many people live in Hegang?", "Which cities were in the first batch?"),
        ("How many people live in Liaoning?", "Which cities were in the first batch in Liaoning?"),
    ],
)
def test_a_question_for_cities_is_not_about_the_city_before(before: str, expected: str) -> None:
    check([before], "Which cities were in the first batch?", expected)


def test_this_is_a_subject_of_the_talk_and_no_small_talk() -> None:
    check(["What is the Haizhou mine?", "Who built this?"], "Why?", "Why was it that somebody built the Haizhou mine?")


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("Which cities were listed first?", "When?", "When were cities listed first?"),
        ("How many cities are on the list?", "Since when?", "Since when are cities on the list?"),
        ("Which cities were in the first batch?", "Why?", "Why were cities in the first batch?"),
        ("How many of the old flats were sold?", "Why?", "Why were the old flats sold?"),
        ("Which city has the highest debt?", "Since when?", "Since when has city the highest debt?"),
        ("Which year was Hegang listed?", "Why?", "Why was Hegang listed?"),
        ("In which city was the fire?", "When?", "When was the fire?"),
        ("In which year did Hegang cancel recruitment?", "Why?", "Why did Hegang cancel recruitment?"),
        ("How high is unemployment in Fuxin?", "Since when?", "Since when is unemployment in Fuxin high?"),
        ("Who was demoted?", "When?", "When was somebody demoted?"),
        ("What was built in Fushun?", "When?", "When was something built in Fushun?"),
        ("How many monotowns are bankrupt?", "Which ones?", "Which monotowns are bankrupt?"),
        ("Which monotowns are bankrupt?", "How many?", "How many monotowns are bankrupt?"),
        ("Which cities has the state helped?", "In which provinces?", "In which provinces has the state helped?"),
        ("Is Ordos a ghost town?", "Why do people say that?", "Why is Ordos a ghost town?"),
        ("Did Hegang go bankrupt?", "In which year did that happen?", "In which year did Hegang go bankrupt?"),
        ("What is the Bilbao effect?", "Give me an example", "Tell me more about the Bilbao effect."),
        ("What is the Bilbao effect?", "What do you mean by that?", "Tell me more about the Bilbao effect."),
    ],
)
def test_question_words_keep_what_was_asked_for(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When was Russia listed?", "and Russia's monotowns?", "What about Russia's monotowns?"),
        ("When was Russia listed?", "And U.S. cities?", "What about U.S. cities?"),
        (POPULATION, "And before that?", "What was the population of Hegang before 2010?"),
        (POPULATION, "since then?", "What was the population of Hegang since 2010?"),
        (POPULATION, "And now?", "What was the population of Hegang now?"),
        ("Who owned the Haizhou mine?", "And before that?", "Who owned the Haizhou mine before that?"),
        ("How many people live in Hegang now?", "And in 2010?", "How many people live in Hegang in 2010?"),
        ("Which countries shrink?", "What about Germany?", "What about Germany: which countries shrink?"),
        ("What are declining cities?", "And the mature ones?", "What about the mature cities?"),
    ],
)
def test_pieces_that_do_not_fit_word_for_word(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize(
    "question",
    [
        "Is that true of the flats?",
        "Is that true about the debt?",
        "What happened after that?",
        "How could you prove that then?",
        "Is that a lot?",
        "Is that normal?",
        "Is that a problem?",
    ],
)
def test_that_for_what_was_said_is_not_the_place_of_the_talk(question: str) -> None:
    check(["Is housing in Hegang cheap?"], question, question)


def test_that_for_a_thing_still_is_that_thing() -> None:
    check(["What is throat cancer?"], "Is that common?", "Is throat cancer common?")
    check(["What is the Bilbao effect?"], "Is that a myth?", "Is the Bilbao effect a myth?")


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (
            ["What is the population of Yichun?", "and Daqing?"],
            "Which is larger?",
            "Which is larger, Yichun or Daqing?",
        ),
        (["What is the population of Yichun?", "and Daqing?"], "Is the second one rich?", "Is Daqing rich?"),
        (["Who runs Yichun?", "How large is Daqing?"], "Which is larger?", "Which is larger?"),
        (
            [("Which cities were in the first batch?", "They were Fuxin, Panjin and Daye.")],
            "How many were in the second?",
            "How many were in the second batch?",
        ),
    ],
)
def test_what_is_chosen_from(before: list[Asked], question: str, expected: str) -> None:
    check(before, question, expected)


def test_who_somebody_is_does_not_make_a_name_of_the_answer_the_person() -> None:
    check([("Who was Li Hai?", "Li Hai is from Zhoushan.")], "How old is he?", "How old is Li Hai?")
    check([("Who is the mayor of Fuxin?", "It is Wang Wei.")], "How old is he?", "How old is Wang Wei?")


@pytest.mark.parametrize(
    ("before", "question"),
    [
        (["What is the plan of 2013?"], "How many live in Fuxin?"),
        (["How many live in Fuxin?", "Why is Fuxin poor?"], "Which other cities shrink?"),
    ],
)
def test_nothing_is_added_to_what_is_asked_of_others(before: list[Asked], question: str) -> None:
    check(before, question, question)
