"""E-mails: who wrote what to whom and when, then the text; attachments are named and left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import parseaddr

from ingest.frontmatter import Meta, year_in
from ingest.loaders.characters import clean
from ingest.loaders.parts import Loaded, Part
from ingest.loaders.plain import load_text
from ingest.loaders.web.markup import visible_tree
from ingest.loaders.web.tree import parts_of
from rag.base.errors import FileProblem

_HEADERS = ("From", "To", "Cc", "Date")
_DAMAGED = (MessageError, LookupError, ValueError, TypeError, AttributeError)


def load_mail(data: bytes, name: str) -> Loaded:
    """Reads one e-mail. Raises FileProblem for one without a text, or too damaged for any."""
    message = message_from_bytes(data, policy=default)
    try:
        if not isinstance(message, EmailMessage) or not message.keys():
            raise FileProblem(f"{name!r} is no e-mail although its name says so: save it again as .eml")
        said = {header: _line(message.get(header)) for header in (*_HEADERS, "Subject")}
        body = message.get_body(("plain", "html"))
        parts = list(_parts(body, name)) if body else []
        warnings = tuple(f"left out: the attachment {found!r}" for found in _attachments(message))
    except _DAMAGED as error:
        raise FileProblem(f"{name!r} is a damaged e-mail ({error}): save it again") from error
    if not parts and not warnings:
        raise FileProblem(f"{name!r} is an e-mail without text: nothing in it can be searched or cited")
    head = "\n".join(f"{header}: {said[header]}" for header in _HEADERS if said[header])
    title = [Part(said["Subject"], "heading", 1)] if said["Subject"] else []
    author = parseaddr(said["From"])[0] or said["From"] or None
    meta = Meta(title=said["Subject"] or None, author=author, year=year_in(said["Date"]))
    return Loaded((*title, Part(head, "text"), *parts), meta, warnings)


def _parts(body: MIMEPart, name: str) -> Iterator[Part]:
    """The text part, or else the HTML part; headings begin below the subject."""
    text = body.get_content()
    if body.get_content_subtype() == "html":
        found = parts_of(visible_tree(str(text), name))
    else:
        found = list(load_text(str(text).encode(), name).parts)
    for part in found:
        yield replace(part, level=min(part.level + 1, 6)) if part.kind == "heading" else part


def _attachments(message: EmailMessage) -> Iterator[str]:
    for part in message.iter_attachments():
        yield _line(part.get_filename() or part.get_content_type())


def _line(text: object) -> str:
    return " ".join(clean(str(text or "")).split())
