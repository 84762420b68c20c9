"""A bibliography as CSL-JSON: what Zotero, Pandoc and citeproc read."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rag.bibliography import Entry, csl
from rag.export.record import Record


def csl_json(entries: Sequence[Entry], record: Record) -> str:
    """The entries as a list of items, the record of reproduction in `custom` of the first.

    Where nothing is cited, the list holds one item that stands for the file itself, so that a refusal can be filed.
    """
    custom = {"custom": {"aftermine": record.data()}}
    items = [csl(entry) for entry in entries]
    if not items:
        items = [{"id": "aftermine-record", "type": "document", "title": record.title, "note": record.made}]
    return json.dumps([items[0] | custom, *items[1:]], ensure_ascii=False, indent=1) + "\n"
