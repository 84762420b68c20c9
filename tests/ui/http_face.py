"""An HTTP face in one file: `GET /?q=QUESTION` answers in JSON, with what the pages of the chat show beside an answer.

It is no part of the program: it shows that a new face needs nothing but `ui.library`, `ui.reply` and `ui.work`.
"""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from rag.answer.json_shapes import answer_json
from ui.library import Library
from ui.reply import Outcome, Reply, begin
from ui.work import Problem


class Face(ThreadingHTTPServer):
    """Serves one library; questions that come at once are answered one after the other."""

    def __init__(self, port: int, library: Library) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.library = library


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    server: Face

    def do_GET(self) -> None:
        """Answers the question of the address."""
        (question,) = parse_qs(urlsplit(self.path).query).get("q", [""])
        work = begin(self.server.library, question)
        work.over()
        body = json.dumps(_shown(work.outcome)).encode()
        self.send_response(400 if isinstance(work.outcome, Problem) else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)


def _shown(outcome: Outcome | None) -> dict[str, object]:
    if not isinstance(outcome, Reply):
        return {"error": outcome.message if isinstance(outcome, Problem) else "stopped"}
    terms = [mention.term.name for mentions in outcome.terms.values() for mention in mentions]
    around = {number: [block.headings for block in shown.blocks] for number, shown in outcome.cited.items() if shown}
    return answer_json(outcome.answer) | {"standing": dict(outcome.standing), "context": around, "terms": terms}
