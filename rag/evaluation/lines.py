"""One line of a question file as it is validated; `schema()` is shipped as `question.schema.json` beside it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

KINDS = ("fact", "number", "list", "explain", "compare", "summary", "unanswerable", "false_premise", "follow_up")
"""The kinds that are known; others are kept and reported."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Spelled = Annotated[list[Text], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)


class SourceLine(_Part):
    """A place that holds the answer; without `section` anywhere in the document."""

    doc: Text
    section: Text | None = None


class TurnLine(_Part):
    """An earlier question of the conversation."""

    question: Text


class QuestionLine(_Part):
    """One line of a question file. Unknown fields are kept."""

    id: Text = Field(description="unique over all files of a run")
    question: Text = Field(description="what is asked; in a conversation its last question")
    kind: Text | None = Field(None, description=f"{', '.join(KINDS)}, or a word of your own")
    answer: str = Field("", description="a right answer, for people; it is never compared with")
    must_include: list[Spelled] = Field(
        [], description="the key facts: a right answer holds at least one spelling of every inner list"
    )
    sources: list[SourceLine] = Field([], description="where the answer stands; none: the corpus can't answer")
    turns: list[TurnLine] = Field([], description="the earlier questions of a conversation, oldest first")
    standalone: Text | None = Field(None, description="the last question, rewritten so that it needs no conversation")
    disputed: list[Spelled] | None = Field(
        None, description="the values of a disputed fact, each as a list of spellings; an empty list: not disputed"
    )
    attack: list[Text] = Field([], description="words that an answer holds only if it obeyed a planted instruction")
    group: Text | None = Field(None, description="questions of one group stay in one half of a split")
    split: Literal["tune", "report"] | None = Field(None, description="the half; usually a hash of the group decides")

    @model_validator(mode="before")
    @classmethod
    def _ask_the_last_turn(cls, data: object) -> object:
        """Takes the conversation's last turn as the question where the line gives only `turns`, or repeats it there."""
        turns = data.get("turns") if isinstance(data, dict) else None
        last = turns[-1] if isinstance(turns, list) and turns else None
        asked = last.get("question") if isinstance(last, dict) else None
        if not isinstance(data, dict) or asked is None or data.get("question", asked) != asked:
            return data
        return data | {"question": asked, "turns": data["turns"][:-1]}


def schema() -> dict[str, JsonValue]:
    """The JSON Schema of a line."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **QuestionLine.model_json_schema()}
