"""Two answers with thumbs below them, the second one a refusal."""

from tests.rag.evaluation.world import passage, perfect, refusal
from ui.web.widgets.thumbs import keep_refusal, thumbs

ANSWERS = (perfect("How many live in the coal town?"), refusal("How many trams run?", [passage("tin-town", "Fund")]))
for number, answer in enumerate(ANSWERS, start=1):
    keep_refusal(number, answer)
    thumbs(number, answer)
