"""A corpus of three documents, a question set over it, and answerers whose figures can be worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from rag.base.types import Answer, Block, Citation, Document, Hit, Passage, Sentence, Turn
from rag.evaluation.grading import Grader, Verifier
from rag.evaluation.question_set import Gold, Question, QuestionSet
from rag.evaluation.run import Journal, Run, Runner, Setup

APPENDIX = {
    f"Appendix {number}": f"Nothing of note is written in part {word}. " + "It says so at length and then again. " * 6
    for number, word in enumerate(("one", "two", "three", "four", "five", "six"), start=1)
}
SECTIONS = {
    "appendix": APPENDIX,
    "coal-town": {
        "Population": "In 2020 the census counted 891,271 residents. In 2010 it had counted 1,058,665.",
        "Mines": "Miners opened the first pit in 1917. Four of every five workers dug coal by 1958.",
        "Housing": "A flat of 46 square metres cost 16,000 yuan. Buyers came from all over the country.",
        "Graphite": "The town bets on graphite. Its plant makes 30,000 tonnes a year.",
    },
    "tin-town": {
        "History": "Tin was mined here for 2,000 years. The ore gave out in the 1990s.",
        "Pensions": "The company paid pensions late. In 2003 the state took them over.",
        "List": "Gejiu joined the list in 2008, in the first batch.",
        "Fund": "The fund holds 69 million yuan for new firms.",
    },
    "oil-town": {
        "Wells": "Oil flowed from the first well in 1959. Output peaked at 56 million tonnes.",
        "List": "Sources differ: one says 2011, another 2012.",
        "Homes": "Workers moved out of mud huts by 1985.",
        "Water": "Water is pumped into the ground to push the oil up.",
    },
}


def document(name: str) -> Document:
    text = "\n\n".join(part for heading, body in SECTIONS[name].items() for part in (heading, body))
    blocks = tuple(Block(body, (heading,), None, text.index(body)) for heading, body in SECTIONS[name].items())
    return Document(name, name.title(), f"{name}.md", "0" * 64, "en", text, blocks)


DOCUMENTS = {name: document(name) for name in SECTIONS}
PASSAGES = tuple(
    Passage(f"{name}-{heading}", name, name.title(), block.text, (heading,), (), (block.start, block.end))
    for name, doc in DOCUMENTS.items()
    for block in doc.blocks
    for heading in block.headings
)


def passage(name: str, heading: str) -> Passage:
    return next(p for p in PASSAGES if p.document_id == name and p.headings == (heading,))


def question(number: int, text: str, kind: str, golds: str, *facts: tuple[str, ...]) -> Question:
    """A question; `golds` are places such as `tin-town#List, oil-town#List`."""
    places = tuple(Gold(*place.split("#")) for place in golds.split(", ") if place)
    return Question(f"q{number:02d}", text, kind, " ".join(fact[0] for fact in facts), facts, places)


ANSWERABLE = (
    question(1, "How many live in the coal town?", "number", "coal-town#Population", ("891271", "891,271")),
    question(2, "When was the first pit opened?", "number", "coal-town#Mines", ("1917",)),
    question(3, "What did a flat cost?", "fact", "coal-town#Housing", ("16,000",), ("46",)),
    question(4, "What does the town bet on?", "fact", "coal-town#Graphite", ("graphite",)),
    question(5, "When did the ore give out?", "fact", "tin-town#History", ("1990s",)),
    question(6, "Who pays the pensions?", "fact", "tin-town#Pensions", ("state",)),
    question(7, "When was the oil town listed?", "compare", "oil-town#List", ("2011",), ("2012",)),
    question(8, "Which towns are listed?", "list", "tin-town#List, oil-town#List", ("2008",), ("2011",)),
)
UNANSWERABLE = (
    question(9, "How many trams run in the coal town?", "unanswerable", ""),
    question(10, "When did the tin town go bankrupt?", "false_premise", ""),
)
QUESTIONS = QuestionSet("world", (*ANSWERABLE, *UNANSWERABLE))


def hits(passages: Sequence[Passage]) -> tuple[Hit, ...]:
    return tuple(Hit(p, 1.0 - rank / 100) for rank, p in enumerate(passages))


def cite(number: int, p: Passage) -> Citation:
    return Citation(number, p, p.span[0], p.span[1], p.text)


def copied(passages: Sequence[Passage]) -> tuple[tuple[Sentence, ...], tuple[Citation, ...]]:
    """Sentences that are whole passages, each with its own citation."""
    sentences = tuple(Sentence(p.text, (number,)) for number, p in enumerate(passages, start=1))
    return sentences, tuple(cite(number, p) for number, p in enumerate(passages, start=1))


def refusal(text: str, found: Sequence[Passage] = PASSAGES, confidence: float = 0.1) -> Answer:
    return Answer(
        text, text, (), (), hits(found), "not_in_corpus", notice="The corpus does not say.", confidence=confidence
    )


def answered(text: str, quoted: Sequence[Passage], found: Sequence[Passage], confidence: float = 0.9) -> Answer:
    sentences, citations = copied(quoted)
    return Answer(text, text, sentences, citations, hits(found), "answered", confidence=confidence)


def by_text(text: str) -> Question:
    return next(q for q in QUESTIONS.questions if q.question == text)


def golds(asked: Question) -> list[Passage]:
    return [passage(gold.document, gold.section or "") for gold in asked.sources]


def others(quoted: Sequence[Passage]) -> list[Passage]:
    return [p for p in PASSAGES if p not in quoted]


def perfect(text: str) -> Answer:
    right = golds(by_text(text))
    return answered(text, right, [*right, *others(right)]) if right else refusal(text)


def empty(text: str) -> Answer:
    return replace(refusal(text, ()), confidence=0.0)


def copy_everything(text: str) -> Answer:
    """Answers every question with the whole corpus, many times over, and is always sure."""
    return answered(text, PASSAGES * 10, PASSAGES * 10, confidence=1.0)


def shuffled(text: str) -> Answer:
    """The perfect answer to the next question of the set."""
    place = QUESTIONS.questions.index(by_text(text))
    other = QUESTIONS.questions[(place + 1) % len(QUESTIONS.questions)]
    return replace(perfect(other.question), question=text, standalone=text)


@dataclass
class Scripted:
    """An answerer that follows a script and remembers what it was asked."""

    script: Callable[[str], Answer]
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str, turns: Sequence[Turn] = ()) -> Answer:
        self.asked.append(question)
        return self.script(question)

    def search(self, query: str, k: int = 10, *, turns: Sequence[Turn] = ()) -> list[Hit]:
        self.asked.append(" ".join((*(turn.question for turn in turns), query)))
        return list(self.script(query).hits[:k])


GRADER = Grader(Verifier(), {name: document.text for name, document in DOCUMENTS.items()})
SETUP = Setup("c" * 64, {"retrieval.fusion": "weighted"}, "scripted", Verifier.name, GRADER.word_limit)


@contextmanager
def run(
    script: Callable[[str], Answer], folder: Path, sets: Sequence[QuestionSet] = (QUESTIONS,), setup: Setup = SETUP
) -> Iterator[Run]:
    """A finished run of a scripted answerer, its journal open."""
    runner = Runner(Scripted(script), replace(GRADER, word_limit=setup.word_limit), setup)
    with Journal(folder / "journal.jsonl", setup.head()) as journal:
        yield runner.run(sets, journal, ignore)


def ignore(what: str, done: int, total: int) -> None:
    """A progress that shows nothing."""
