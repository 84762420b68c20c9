"""The exchanges of a conversation that are on the page."""

from __future__ import annotations

from ui.web.state import conversation as state
from ui.web.state.conversation import Conversation


def test_two_hundred_exchanges_are_windowed() -> None:
    talk = Conversation()
    for number in range(200):
        talk.ask(f"{number}?")
        assert len(talk.exchanges) - talk.first <= state.MOST_DRAWN
    talk.clear("other")
    assert (talk.id, talk.first, talk.exchanges) == ("other", 0, [])
