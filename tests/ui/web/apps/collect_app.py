"""An answer and a refusal with what collects and exports them below."""

from rag.reports.notebook.provenance import Origin
from tests.ui.scripted import Scripted
from ui import compose
from ui.reply import Reply
from ui.web.state import remembered
from ui.web.state.conversation import Conversation
from ui.web.widgets.collect import collect_button, talk_menu

compose.open_assistant = lambda settings, who: Scripted()
ORIGIN = Origin("0.1.0", "2026-11-25T12:00:00+00:00", "5c" * 32)
TALK = Conversation()
for question in ("differ", "moon", "hello"):
    TALK.add(question).outcome = Reply(Scripted().ask(question), {}, {}, origin=ORIGIN)
whole = remembered.to_export(TALK)
if whole:
    talk_menu("here", whole)
for number, exchange in enumerate(TALK.exchanges, start=1):
    if isinstance(exchange.outcome, Reply):
        collect_button(number, exchange.outcome, whole)
