"""The page for learning: a quiz made from the documents, one question at a time, and the documents' own glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st

from rag.language.sentences import fold
from rag.reports.overview.glossary import glossary
from rag.reports.overview.quiz import quiz, topics
from rag.reports.overview.quiz.items import Item, to_csv, to_gift
from rag.store.index import Index
from ui.library import Library
from ui.reply import context
from ui.web.rendering import view
from ui.web.widgets import head, opening
from ui.wording import learn as words
from ui.work import Problem, tried

_KEY = "quiz"
COUNTS = (5, 10, 20)

About = tuple[str, str]


@dataclass(slots=True)
class Round:
    """A quiz under way: what was chosen for each question so far."""

    items: tuple[Item, ...]
    chosen: list[str] = field(default_factory=list)
    place: int = 0

    @property
    def right(self) -> int:
        """How many were answered rightly so far."""
        return len(self.chosen) - len(self.missed)

    @property
    def missed(self) -> tuple[Item, ...]:
        """The questions that were answered wrongly."""
        return tuple(i for i, said in zip(self.items, self.chosen, strict=False) if said != i.answer)


def page() -> None:
    """Draws the page."""
    st.html(view.STYLE)
    head.draw()
    st.title(words.LEARN, anchor=False)
    st.markdown(words.INTRODUCTION)
    opened = opening.opened()
    if opened is None:
        return
    if not opened.assistant.index.passages:
        st.info(words.NO_DOCUMENTS)
        return
    first, second = st.tabs([words.QUIZ, words.GLOSSARY])
    with first:
        _quiz(opened)
    with second:
        _glossary(opened.assistant.index)


def _quiz(opened: Library) -> None:
    index = opened.assistant.index
    abouts = _abouts(index)
    _choose_again(abouts)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        about = st.selectbox(words.ABOUT, abouts, format_func=_called, key="quiz-about")
        count = st.selectbox(words.HOW_MANY, COUNTS, key="quiz-count")
        again = st.button(words.NEW, key="quiz-new", type="primary", icon=":material/refresh:")
    asked = (index.corpus_sha256, about, count)
    if again or st.session_state.get("quiz-asked") != asked:
        _deal(opened, about, int(count), again)
        st.session_state["quiz-asked"] = asked
    played = st.session_state.get(_KEY)
    if isinstance(played, Problem):
        st.html(view.problem_html(played))
    elif not isinstance(played, Round) or not played.items:
        st.caption(words.NO_QUESTIONS)
    else:
        if played.place < len(played.items):
            _question(index, played)
        else:
            _result(played)
        _exports(played)


def _choose_again(abouts: Sequence[About]) -> None:
    """Sets both choices as they were: Streamlit forgets them where another page was drawn in between."""
    _, about, count = st.session_state.get("quiz-asked", ("", ("", ""), COUNTS[1]))
    st.session_state.setdefault("quiz-about", about if about in abouts else abouts[0])
    st.session_state.setdefault("quiz-count", count)


def _abouts(index: Index) -> list[About]:
    documents = [("document", document.id) for document in index.documents()]
    return [("", ""), *(("topic", name) for name in topics(index)), *documents]


def _called(about: About) -> str:
    kind, name = about
    pattern = {"topic": words.TOPIC, "document": words.DOCUMENT}.get(kind, words.EVERYTHING)
    return pattern.format(name=name.replace("-", " ") if kind == "topic" else name)


def _deal(opened: Library, about: About, count: int, again: bool) -> None:
    """Makes a quiz; another one each time that it is asked for in so many words."""
    seed = int(st.session_state.get("quiz-seed", 1)) + again
    st.session_state["quiz-seed"] = seed
    kind, name = about
    document, topic = (name if kind == "document" else None), (name if kind == "topic" else None)

    def make() -> Round:
        with opened.turn:
            return Round(quiz(opened.assistant.index, count, seed, document, topic))

    st.session_state[_KEY] = tried(make)


def _question(index: Index, played: Round) -> None:
    item, number, count = played.items[played.place], played.place + 1, len(played.items)
    said = played.chosen[played.place] if len(played.chosen) > played.place else None
    values = {"item": item, "number": number, "count": count, "chosen": said, "right": played.right, "l": words}
    st.html(view.render("quiz_question.html", values))
    if said is None:
        key = f"quiz-choice-{st.session_state['quiz-seed']}-{item.citation.passage.id}-{item.citation.start}"
        with st.form("quiz-form", border=False):
            label = item.question or words.KINDS[item.kind]
            choice = st.radio(label, item.choices, None, view.label, key=key, label_visibility="collapsed")
            checked = st.form_submit_button(words.CHECK, type="primary")
        if checked and choice is not None:
            played.chosen.append(str(choice))
            st.rerun()
        return
    st.button(words.NEXT if number < count else words.FINISH, key="quiz-next", type="primary", on_click=_go_on)
    for told in item.told:
        cited = told.citation
        name = f"{words.PASSAGE}: {cited.passage.title}" if len(item.told) > 1 else words.PASSAGE
        with st.expander(name, expanded=said != item.answer and told is item.told[0]):
            shown = context(index, cited.passage, (cited.start, cited.end))
            st.html(view.render("quiz_passage.html", {"citation": cited, "shown": shown, "l": words}))


def _go_on() -> None:
    played = st.session_state[_KEY]
    played.place = min(played.place + 1, len(played.chosen))  # a second click goes no further


def _result(played: Round) -> None:
    count, missed = len(played.items), played.missed
    st.header(words.RESULT.format(right=played.right, count=count), anchor=False)
    if missed:
        st.button(words.AGAIN, key="quiz-missed", type="primary", on_click=_replay, args=(missed,))
        st.html(view.render("quiz_missed.html", {"items": missed, "l": words}))


def _exports(played: Round) -> None:
    """The questions as files for course platforms."""
    with st.container(horizontal=True):
        for kind, write in (("gift", to_gift), ("csv", to_csv)):
            st.download_button(
                words.EXPORTS[kind],
                write(played.items, words.KINDS),
                f"{words.FILE}.{'txt' if kind == 'gift' else kind}",
                "text/plain" if kind == "gift" else "text/csv",
                key=f"quiz-{kind}",
                on_click="ignore",
                icon=":material/download:",
            )


def _replay(missed: tuple[Item, ...]) -> None:
    st.session_state[_KEY] = Round(missed)
    st.session_state["quiz-seed"] = int(st.session_state["quiz-seed"]) + 1


def _glossary(index: Index) -> None:
    terms = glossary(index).terms
    if not terms:
        st.caption(words.NO_TERMS)
        return
    wanted = fold(st.text_input(words.SEARCH, key="glossary-search")).split()
    found = [term for term in terms if all(word in fold(f"{term.name} {term.definition}") for word in wanted)]
    st.caption(words.counted(len(found)) if found else words.NO_MATCH)
    st.html(view.render("glossary.html", {"terms": found}))
