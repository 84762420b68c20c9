"""Small talk gets a reply of its own kind; a question that only begins like it does not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.question.small_talk import small_talk

CORPUS = Path(__file__).parents[3] / "corpus"
SAID = {
    "greeting": """hi
        Hello there!
        hey
        Good morning
        你好
        how are you today?
        Hi, how are you?
        how's it going
        what's up?
        Nice to meet you!
        Howdy
        good evening everyone""",
    "thanks": """Thanks a lot!
        thank you
        thx
        Thank you so much for your help
        ok thanks
        Great, thank you!
        Many thanks
        thanks, that helps""",
    "abilities": """What can you do?
        hi, what can you do
        Who are you?
        help
        What can I ask you?
        how does this work
        What kind of questions can you answer?
        Can you help me please?
        what's your name
        Do you speak Chinese?
        Where do you get your information from?
        what is this""",
    "makers": """who wrote this
        Who made you?
        are you a bot
        Are you ChatGPT?
        Are you human or a machine?
        which model is this
        who is behind this app""",
    "blame": """that is wrong
        This is not right.
        You're wrong
        no, that's incorrect
        That doesn't answer my question
        I don't believe you
        nonsense
        are you sure?
        Is that true?
        is this really correct?
        Where did you get that?
        Can you prove that?
        How do you know?""",
    "glad": """great
        That was a good answer
        very helpful
        well done
        ok
        I like this
        cool, thanks""",
    "playful": """tell me a joke
        are you happy?
        sing me a song
        I'm bored
        do you love me""",
    "farewell": """bye
        Good night
        see you later
        That's all for now
        have a nice day
        goodbye, thanks""",
}


@pytest.mark.parametrize(
    ("text", "expected"), [(line.strip(), to) for to, all_ in SAID.items() for line in all_.splitlines()]
)
def test_small_talk(text: str, expected: str) -> None:
    assert small_talk(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "What can you do with an old mine?",
        "Hello Kitty park visitors",
        "who are the miners",
        "Who runs the program?",
        "How does the program work?",
        "thank you for the coal tax rate",
        "who wrote this report on Gejiu?",
        "Is it wrong to close a mine?",
        "what is this fund for?",
        "why?",
        "",
    ],
)
def test_questions_are_not_small_talk(text: str) -> None:
    assert small_talk(text) is None


@pytest.mark.parametrize("text", ["Who built this?", "How does this work?", "What is this?", "How can this help?"])
def test_this_is_the_program_until_something_was_asked_of_the_corpus(text: str) -> None:
    assert small_talk(text) is not None
    assert small_talk(text, ["hello", "Who are you?"]) is not None
    assert small_talk(text, ["Who owned the Haizhou mine?"]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Who built this app?", "makers"),
        ("What is this bot?", "abilities"),
        ("Is this real?", "blame"),
    ],
)
def test_small_talk_within_a_conversation(text: str, expected: str) -> None:
    assert small_talk(text, ["Who owned the Haizhou mine?"]) == expected


def test_no_question_of_the_corpus_is_small_talk() -> None:
    for path in (CORPUS / "questions").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)["question"]
            assert small_talk(question) is None, question
