"""An answer and a refusal with what collects and exports them below."""

from tests.ui.scripted import Scripted
from ui import compose
from ui.collect import collect_button, talk_menu

compose.open_assistant = lambda settings, who: Scripted()
ANSWERS = [Scripted().ask(question) for question in ("differ", "moon", "hello")]
talk_menu(ANSWERS)
for number, answer in enumerate(ANSWERS, start=1):
    collect_button(number, answer)
