"""Tables of the documentation that follow from the program: `python -m tests.tables` writes them into their pages."""

from __future__ import annotations

import re
from pathlib import Path

from rag.base.settings import PREFIX, Section, Settings, setting_names
from tests.figures import figures_table, metrics_table
from tests.ui.program import commands

ROOT = Path(__file__).parents[1]


def command_table() -> str:
    rows = ["| command | does | options |", "| --- | --- | --- |"]
    for name, command in commands().items():
        arguments = "".join(f" {p.metavar or p.name.upper()}" for p in command.params if _is_argument(p))
        options = ", ".join(f"`{p.opts[-1]}`" for p in command.params if not _is_argument(p))
        usage = f"aftermine {name}{arguments}".replace("|", "\\|")
        rows.append(f"| `{usage}` | {command.get_short_help_str(200)} | {options} |")
    return "\n".join(rows) + "\n"


def _is_argument(parameter: object) -> bool:
    return getattr(parameter, "param_type_name", "") == "argument"


def settings_table() -> str:
    rows = ["| name | environment | default | what it is |", "| --- | --- | --- | --- |"]
    for name in setting_names():
        *group, last = name.split(".")
        section = Settings.model_fields[group[0]].annotation if group else Settings
        assert isinstance(section, type)
        assert issubclass(section, Section)
        field = section.model_fields[last]
        default = "in the platform's folder for data" if field.default_factory else f"`{field.default}`".lower()
        default = "empty" if field.default is None else default
        variable = PREFIX + name.upper().replace(".", "__")
        rows.append(f"| `{name}` | `{variable}` | {default} | {field.description} |")
    return "\n".join(rows) + "\n"


TABLES = (
    ("README.md", "commands", command_table),
    ("README.md", "figures", figures_table),
    ("docs/settings.md", "settings", settings_table),
    ("docs/evaluation.md", "metrics", metrics_table),
)


def filled(text: str, name: str, table: str) -> str:
    """The page's text with the table between its marks."""
    pattern = rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- end of {name} -->)"
    return re.sub(pattern, lambda marks: marks[1] + table + marks[2], text, count=1, flags=re.DOTALL)


if __name__ == "__main__":
    for page, name, table in TABLES:
        path = ROOT / page
        path.write_text(filled(path.read_text(encoding="utf-8"), name, table()), encoding="utf-8")
