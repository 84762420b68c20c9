"""Thumbs below an answer: a vote and a comment, kept on this machine; a second click takes the vote back."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st

from rag.errors import AftermineError
from rag.feedback import Feedback, Vote
from rag.types import Answer
from ui import places, view
from ui import text_evaluation as words


def thumbs(number: int, answer: Answer) -> None:
    """Draws them; `number` is unique among the visitor's answers."""
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
                args=(number, answer, vote),
            )
    if problem := st.session_state.pop("thumbs-problem", None):
        st.warning(view.label(problem))
    if _kept(number)[1] != "none":
        st.caption(words.THANKS)
        st.text_input(words.COMMENT, key=f"comment-{number}", on_change=_comment, args=(number,))


def keep_refusal(number: int, answer: Answer) -> None:
    """Keeps a refused question for the report on gaps, once."""
    if answer.verdict == "not_in_corpus" and _kept(number)[0] == 0:
        _tried(lambda: _remember(number, Feedback(places.feedback()).keep(answer), "none"))


def _vote(number: int, answer: Answer, vote: Vote) -> None:
    entry, earlier = _kept(number)
    chosen: Vote = "none" if earlier == vote else vote
    store = Feedback(places.feedback())
    if entry:
        _tried(lambda: store.say(entry, chosen, st.session_state.get(f"comment-{number}", "")))
        _remember(number, entry, chosen)
    else:
        _tried(lambda: _remember(number, store.keep(answer, chosen), chosen))


def _comment(number: int) -> None:
    entry, vote = _kept(number)
    _tried(lambda: Feedback(places.feedback()).say(entry, vote, st.session_state[f"comment-{number}"]))


def _kept(number: int) -> tuple[int, Vote]:
    """The entry's number in the store (0: none yet) and the vote, as this visitor left them."""
    return cast(tuple[int, Vote], st.session_state.get(f"kept-{number}", (0, "none")))


def _remember(number: int, entry: int, vote: Vote) -> None:
    st.session_state[f"kept-{number}"] = (entry, vote)


def _tried(work: Callable[[], None]) -> None:
    """Feedback that can't be stored must not take the answer from the reader."""
    try:
        work()
    except (AftermineError, OSError) as error:
        st.session_state["thumbs-problem"] = str(error)
