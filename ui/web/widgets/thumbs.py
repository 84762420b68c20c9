"""Thumbs below an answer: a vote and a comment, kept on this machine; a second click takes the vote back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import cast

import streamlit as st

from rag.base.errors import AftermineError, NotFound
from rag.base.types import Answer
from rag.reports.notebook.feedback import Feedback, Vote
from ui import places
from ui.web.rendering import view
from ui.wording import evaluation as words

_RECALLED = "votes-of"


def thumbs(number: int, answer: Answer, turn: str = "") -> None:
    """Draws them; `number` is unique among the visitor's answers, `turn` the answer's place among all stored ones."""
    with st.container(horizontal=True, key=f"thumbs-{number}"):
        for vote, icon, label in (("up", "thumb_up", words.UP), ("down", "thumb_down", words.DOWN)):
            kind = "secondary" if _kept(number)[1] == vote else "tertiary"
            st.button(
                label,
                key=f"{vote}-{number}",
                icon=f":material/{icon}:",
                help=label,
                type="secondary" if kind == "secondary" else "tertiary",
                on_click=_vote,
                args=(number, answer, vote, turn),
            )
    if problem := st.session_state.pop("thumbs-problem", None):
        st.warning(view.label(problem))
    if _kept(number)[1] != "none":
        st.caption(words.THANKS)
        # Streamlit forgets what was typed once the answer is for a while not drawn.
        st.session_state.setdefault(f"comment-{number}", _kept(number)[2])
        st.text_input(words.COMMENT, key=f"comment-{number}", on_change=_comment, args=(number,))


def keep_refusal(number: int, answer: Answer, turn: str = "") -> None:
    """Keeps a refused question for the report on gaps, once."""
    if answer.verdict == "not_in_corpus" and _kept(number)[0] == 0:
        _tried(lambda: _remember(number, Feedback(places.feedback()).keep(answer, turn=turn)))


def forget(number: int) -> None:
    """Leaves a vote to the answer that it was given to, where another one takes its place."""
    for name in (f"kept-{number}", f"comment-{number}"):
        st.session_state.pop(name, None)


def recall(conversation: str, turns: Mapping[str, tuple[int, Answer]]) -> None:
    """Brings back what was said of a stored conversation's answers, once; `turns` are their numbers by their places."""
    if st.session_state.get(_RECALLED) == conversation:
        return
    st.session_state[_RECALLED] = conversation
    if turns:
        _tried(lambda: _bring_back(turns))


def _bring_back(turns: Mapping[str, tuple[int, Answer]]) -> None:
    for entry in reversed(Feedback(places.feedback()).entries([*turns])):
        number, answer = turns[entry.turn]
        if entry.answer == answer.text:
            _remember(number, entry.id, entry.vote, entry.comment)


def _vote(number: int, answer: Answer, vote: Vote, turn: str) -> None:
    entry, earlier, comment = _kept(number)
    comment = str(st.session_state.get(f"comment-{number}", comment))
    chosen: Vote = "none" if earlier == vote else vote
    _tried(lambda: _remember(number, _stored(entry, answer, chosen, comment, turn), chosen, comment))


def _stored(entry: int, answer: Answer, vote: Vote, comment: str, turn: str) -> int:
    """The entry that holds the vote: the one that is there, or another where it was deleted or there was none."""
    store = Feedback(places.feedback())
    if entry:
        with suppress(NotFound):
            store.say(entry, vote, comment)
            return entry
    return store.keep(answer, vote, comment, turn)


def _comment(number: int) -> None:
    entry, vote, _ = _kept(number)
    comment = str(st.session_state[f"comment-{number}"])
    _tried(lambda: Feedback(places.feedback()).say(entry, vote, comment))
    _remember(number, entry, vote, comment)


def _kept(number: int) -> tuple[int, Vote, str]:
    """The entry's number in the store (0: none yet), the vote and the comment, as this visitor left them."""
    return cast(tuple[int, Vote, str], st.session_state.get(f"kept-{number}", (0, "none", "")))


def _remember(number: int, entry: int, vote: Vote = "none", comment: str = "") -> None:
    st.session_state[f"kept-{number}"] = (entry, vote, comment)


def _tried(work: Callable[[], None]) -> None:
    """Feedback that can't be stored must not take the answer from the reader."""
    try:
        work()
    except (AftermineError, OSError) as error:
        st.session_state["thumbs-problem"] = str(error)
