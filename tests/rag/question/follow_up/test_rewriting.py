"""Follow-ups as people type them, and the questions that they stand for."""

from __future__ import annotations

import pytest

from rag.base.types import Answer, Sentence, Turn
from rag.question.follow_up.rewriting import standalone

Asked = str | tuple[str, str]


def turns(*asked: Asked) -> tuple[Turn, ...]:
    """Turns from questions, each alone or with the first sentence of its answer."""
    return tuple(Turn(one) if isinstance(one, str) else Turn(one[0], answered(one[1])) for one in asked)


def answered(text: str, standalone: str = "") -> Answer:
    return Answer("", standalone, (Sentence(text, (1,)),), (), (), "answered")


def check(asked: list[Asked], question: str, expected: str) -> None:
    assert standalone(question, turns(*asked)) == expected


POPULATION = "What was the population of Hegang in 2010?"
LIVE = "How many people live in Fuxin?"
DIFFER = "How do the Ruhr and Lusatia differ?"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("What is throat cancer?", "Is it treatable?", "Is throat cancer treatable?"),
        ("Who owned the Haizhou mine?", "When did it close?", "When did the Haizhou mine close?"),
        ("Why did the 2013 plan fail?", "Who wrote it?", "Who wrote the 2013 plan?"),
        ("What is a monotown?", "How many of them are there?", "How many monotowns are there?"),
        ("What is the Bilbao effect?", "Who named it?", "Who named the Bilbao effect?"),
        ("Tell me about Yubari.", "How large was its debt?", "How large was Yubari's debt?"),
        ("What are akiya banks?", "What are their limits?", "What are akiya banks' limits?"),
        ("Who is Li Hai?", "Where does he come from?", "Where does Li Hai come from?"),
        ("Who is Jia Ling?", "What is her first film?", "What is Jia Ling's first film?"),
        ("How do Zibo and Harbin differ?", "Are they in Shandong?", "Are Zibo and Harbin in Shandong?"),
        ("Is there a plan for Fuxin?", "Why did it fail?", "Why did Fuxin fail?"),
    ],
)
def test_pronouns(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("How much is a flat in Hegang?", "How many people live there?", "How many people live in Hegang?"),
        ("How much is a flat in Hegang?", "Who moves from there?", "Who moves from Hegang?"),
        ("How much is a flat in Hegang?", "And who moved there?", "And who moved to Hegang?"),
        ("How much is a flat in Hegang?", "How large is that city?", "How large is Hegang?"),
        ("How much is a flat in Hegang?", "How many schools does the city have?", "How many schools does Hegang have?"),
        ("What is the 2013 plan?", "Did this plan work?", "Did the 2013 plan work?"),
        (
            "What is the national plan of 2013?",
            "Did the plan raise growth?",
            "Did the national plan of 2013 raise growth?",
        ),
        (
            "Who directed Black Coal, Thin Ice?",
            "Which prizes did that film win?",
            "Which prizes did Black Coal, Thin Ice win?",
        ),
        ("What is 996?", "Is that legal?", "Is 996 legal?"),
        ("What is a real-time database?", "What are important ones?", "What are important real-time databases?"),
        ("What is a shrinking city?", "Who studies such cities?", "Who studies shrinking cities?"),
        ("How large is the third batch?", "When was that one named?", "When was the third batch named?"),
        ("What is a monotown?", "How many live from coal?", "How many monotowns live from coal?"),
        ("What is a monotown?", "Which is the largest?", "Which monotown is the largest?"),
        (
            "Why is it so cheap in Hegang?",
            "How many such places are there in China?",
            "How many such places are there in China?",
        ),
    ],
)
def test_places_and_things_that_are_pointed_at(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (POPULATION, "and Gejiu?", "What was the population of Gejiu in 2010?"),
        (POPULATION, "What about Gejiu?", "What was the population of Gejiu in 2010?"),
        (POPULATION, "Gejiu?", "What was the population of Gejiu in 2010?"),
        (POPULATION, "And in Gejiu in 2020?", "What was the population of Gejiu in 2020?"),
        (POPULATION, "what about before 2000?", "What was the population of Hegang before 2000?"),
        (POPULATION, "2020?", "What was the population of Hegang in 2020?"),
        ("What is the population of Hegang?", "and before 2010?", "What is the population of Hegang before 2010?"),
        ("What was Liaoning's share?", "And Jilin's?", "What was Jilin's share?"),
        ("How many miners work in the Ruhr?", "And in Lusatia?", "How many miners work in Lusatia?"),
        ("how many people live in hegang?", "and gejiu?", "how many people live in gejiu?"),
        ("Is Yubari solvent?", "What about the debt?", "What about the debt of Yubari?"),
        ("How has Netflix changed society?", "How about dating?", "How has Netflix changed dating?"),
        ("How many places were in the first batch?", "And in the third?", "How many places were in the third batch?"),
        ("What does involution mean?", "And 996?", "What does 996 mean?"),
    ],
)
def test_pieces(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ("When did Hegang cancel recruitment?", "why?", "Why did Hegang cancel recruitment?"),
        ("When did Hegang cancel recruitment?", "How so?", "How did Hegang cancel recruitment?"),
        ("Did Hegang go bankrupt?", "Why not?", "Why did Hegang not go bankrupt?"),
        ("Is the mine closed?", "Since when?", "Since when is the mine closed?"),
        ("How many jobs did Longmay cut?", "When was that?", "When did Longmay cut jobs?"),
        ("Why was Dongchuan demoted?", "In which year?", "In which year was Dongchuan demoted?"),
        ("How many people left Hegang?", "Why?", "Why was it that people left Hegang?"),
        ("Who bought the flats?", "Why?", "Why was it that somebody bought the flats?"),
        ("What is the price of a flat?", "Why?", "What is the reason for the price of a flat?"),
        ("Tell me about Hegang.", "Why?", "Why? Tell me about Hegang."),
        ("What is the Bilbao effect?", "tell me more", "Tell me more about the Bilbao effect."),
        ("What is the Bilbao effect?", "Can you tell me more about this?", "Tell me more about the Bilbao effect."),
    ],
)
def test_question_words_alone(before: str, question: str, expected: str) -> None:
    check([before], question, expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many people live in the second one?", "How many people live in Lusatia?"),
        ("How large is the former?", "How large is the Ruhr?"),
        ("When did the last of them close?", "When did Lusatia close?"),
        ("What about the second one?", "What about Lusatia?"),
        ("Are both in Germany?", "Are the Ruhr and Lusatia in Germany?"),
        ("Which is larger?", "Which is larger, the Ruhr or Lusatia?"),
    ],
)
def test_one_of_several(question: str, expected: str) -> None:
    check([DIFFER], question, expected)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        ([LIVE], "No, I meant Gejiu.", "How many people live in Gejiu?"),
        ([LIVE], "no, Gejiu", "How many people live in Gejiu?"),
        ([LIVE], "not Fuxin, Gejiu", "How many people live in Gejiu?"),
        ([LIVE], "I asked about Gejiu, not Fuxin.", "How many people live in Gejiu?"),
        ([LIVE, "And in Gejiu?"], "I meant the other city", LIVE),
        ([POPULATION], "Sorry, I meant 2020.", "What was the population of Hegang in 2020?"),
    ],
)
def test_corrections(before: list[Asked], question: str, expected: str) -> None:
    check(before, question, expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Back to Fuxin: when did its mines close?", "When did Fuxin's mines close?"),
        ("Going back to the first city, how high is unemployment?", "How high is unemployment in Fuxin?"),
        ("Let's go back to Fuxin. Who runs the mines?", "Who runs the mines in Fuxin?"),
        ("Back to Fuxin.", "Tell me about Fuxin."),
        ("back to my first question", LIVE),
        ("Now Gejiu: why is it cheap?", "Why is Gejiu cheap?"),
        ("Different question: what is the Rust Belt?", "What is the Rust Belt?"),
        ("Tell me about Yubari.", "Tell me about Yubari."),
    ],
)
def test_turning_to_other_topics(question: str, expected: str) -> None:
    check([LIVE, "What is a monotown?"], question, expected)


def test_a_new_topic_takes_over_and_a_side_glance_does_not() -> None:
    check(
        ["What is throat cancer?", "Tell me about lung cancer."],
        "What are its symptoms?",
        "What are lung cancer's symptoms?",
    )
    check(["How was Netflix started?", "How does it compare to Hulu?"], "Who runs it?", "Who runs Netflix?")


@pytest.mark.parametrize(
    ("asked", "question", "expected"),
    [
        (
            ("Which city is China's northernmost?", "Mohe is the northernmost."),
            "Who lives there?",
            "Who lives in Mohe?",
        ),
        (("Who ordered action in Gejiu?", "Zhou Enlai ordered it."), "When did he die?", "When did Zhou Enlai die?"),
        (("Who ordered action in Gejiu?", "Zhou Enlai ordered it."), "How large is it?", "How large is Gejiu?"),
        (
            ("Which writers belong to the group?", "Among them are Shuang Xuetao, Ban Yu and Zheng Zhi."),
            "When was the second one born?",
            "When was Ban Yu born?",
        ),
    ],
)
def test_names_that_the_answer_gave(asked: tuple[str, str], question: str, expected: str) -> None:
    check([asked], question, expected)


def test_what_a_refusal_says_is_not_taken_for_an_answer() -> None:
    refused = Answer("", "", (), (), (), "not_in_corpus", notice="Nothing on Mohe was found.")
    asked = (Turn("Which city is Hegang's partner?", refused),)
    assert standalone("Who lives there?", asked) == "Who lives in Hegang?"


def test_a_question_that_was_edited_counts_as_it_was_asked() -> None:
    asked = (
        Turn("How many people live in Fuxin?"),
        Turn("And there?", answered("Many.", "How many people live in Gejiu?")),
    )
    assert standalone("How high is unemployment there?", asked) == "How high is unemployment in Gejiu?"


def test_what_is_left_out_is_filled_in() -> None:
    check(["What is anemia?"], "What are the symptoms?", "What are the symptoms of anemia?")
    check(
        ["Why did Yubari become insolvent?"], "What happened to the schools?", "What happened to the schools in Yubari?"
    )
    check(["Tell me about Yubari."], "When will the debt be paid off?", "When will the debt be paid off in Yubari?")
    check(["Tell me about Detroit."], "How high is unemployment?", "How high is unemployment in Detroit?")
    check(["Who is Li Hai?"], "What was the response?", "What was Li Hai's response?")
