"""An answer for a reader at a terminal: the sentences, the words that they rest on, where those come from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rag.base.types import Answer, Aspect, Citation, Comparison, Disagreement, Sentence
from ui.cli.console import say, say_table
from ui.layout import in_row, laid_out, sections
from ui.plain import VERDICTS, judged, place, reference, running
from ui.wording import comparison as compared_words
from ui.wording import general


def show_comparison(comparison: Comparison) -> None:
    """Prints subjects in columns and matters in rows."""
    columns = (compared_words.MATTER, *comparison.subjects)
    rows = [(aspect.name, *(_cell(aspect, cell) for cell in aspect.cells)) for aspect in comparison.aspects]
    say_table(columns, rows, lines=True)
    if comparison.differ:
        say(f"\n{compared_words.DIFFER}:")
    for said in comparison.differ:
        say(f"- {said.marked}", indent=2)


def _cell(aspect: Aspect, cell: tuple[Sentence, ...]) -> str:
    told = [Sentence(in_row(aspect, said), said.citations).marked for said in cell]
    return " ".join(told) or f"({compared_words.EMPTY})"


LOOKED_AT = 3


def show_stream(events: Iterable[Sentence | Answer]) -> Answer:
    """Prints sentences as they come, then what is left of the whole answer, which it returns."""
    streamed: list[Sentence] = []
    for event in events:
        if isinstance(event, Answer):
            show_answer(event, streamed)
            return event
        say(judged(event), style="bold")
        streamed.append(event)
    raise TypeError("a stream ended without an answer")


def show_answer(answer: Answer, streamed: Sequence[Sentence] = ()) -> None:
    """Prints the whole answer to standard output; `streamed` are the sentences that stand there already."""
    if answer.context:
        say(f"{general.READ_WITH}: {' · '.join(answer.context)}", style="dim")
    elif answer.standalone != " ".join(answer.question.split()):
        say(f"Understood as: {answer.standalone}", style="dim")
    _show_body(answer, tuple(streamed))
    if answer.verdict in VERDICTS:
        say(f"\n{VERDICTS[answer.verdict]}")
    if answer.disagreement:
        _show_disagreement(answer.disagreement)
    for warning in answer.warnings:
        say(f"\n{general.NOTE.format(warning=warning)}")
    _show_nearest(answer.beside)
    for citation in answer.quoted:
        _show_citation(citation)
    _show_what_else(answer)


def _show_body(answer: Answer, streamed: tuple[Sentence, ...]) -> None:
    """The sentences, unless all of them stand in the comparison, which follows; of a summary, what it covers."""
    if not laid_out(answer):
        _show_sentences(answer, streamed)
    if answer.comparison:
        show_comparison(answer.comparison)
    if answer.coverage:
        say(f"\n{general.coverage(answer.coverage)}")


def _show_sentences(answer: Answer, streamed: tuple[Sentence, ...]) -> None:
    if streamed and streamed == answer.sentences:
        return
    if streamed:
        say(f"\n{general.WITHDRAWN}\n")
    for section in sections(answer):
        say(section.title, style="cyan")
        say(" ".join(map(judged, section.sentences)), style="bold", indent=2)
    if not answer.coverage:
        say(running(answer.sentences) or answer.text, style="bold")


def _show_disagreement(disagreement: Disagreement) -> None:
    say(f"\n{general.TOLD_DIFFERENTLY.format(about=disagreement.about)}")
    for value in disagreement.values:
        say(f"{value.value} [{value.citation}]", indent=2)


def _show_citation(citation: Citation) -> None:
    passage = citation.passage
    say(f"\n[{citation.number}] {place(passage.title, passage.section, citation.page)}", style="cyan")
    say(f"“{citation.quote}”", indent=4)
    for source in citation.sources:
        say(f"Source: {reference(source)}", style="dim", indent=4)
    say(f"In full: aftermine show {passage.document_id}", style="dim", indent=4)


def _show_nearest(nearest: tuple[Sentence, ...]) -> None:
    if nearest:
        say(f"\n{general.NEAREST_SAID}")
    for sentence in nearest:
        say(f"- {judged(sentence)}", indent=2)


def _show_what_else(answer: Answer) -> None:
    """What may be meant otherwise; of a refusal what was looked at, and what is answered."""
    if answer.otherwise:
        say(f"\n{general.OTHERWISE[answer.otherwise]}: --as {answer.otherwise}", style="dim")
    if answer.verdict == "not_in_corpus":
        _show_refusal(answer)


def _show_refusal(answer: Answer) -> None:
    hits = () if answer.nearest else answer.hits
    places = dict.fromkeys(place(hit.passage.title, hit.passage.section, hit.passage.page) for hit in hits)
    if places:
        say("\nLooked at, not used:")
    for each in list(places)[:LOOKED_AT]:
        say(f"- {each}", indent=2)
    if answer.suggestions:
        say(f"\n{general.SUGGESTIONS}:")
    for suggestion in answer.suggestions:
        say(f"- {suggestion}", indent=2)
