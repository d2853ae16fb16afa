"""The bodies of requests and of plain answers; what results look like is published in `microask.schemas`."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from ..results import Stage
from .settings import MAX_DRAFTS, MAX_REWRITES

DRAFT = "Could I grab 15 minutes to get your feedback on 5 slides I've created? I'm presenting them to the board on Monday."
MACRO = "Can I pick your brain about product management sometime?"

Text = Annotated[
    str, Field(description="The draft: a sentence or a whole message, plain or HTML. Beyond 10,000 characters it is cut.")
]
Subject = Annotated[str | None, Field(description="Subject line, where it is not part of the text.")]
AtStage = Annotated[Stage, Field(description="How far the relation has come; changes the verdict, never the value.")]


def _whole(value: Any) -> Any:
    """Return 3 for 3.0: in JSON they are the same number."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _body(*examples: dict[str, Any]) -> ConfigDict:
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": list(examples)})


class ScoreRequest(BaseModel):
    """One draft to score."""

    model_config = _body({"text": DRAFT, "subject": "Five slides", "stage": "first"})

    text: Text
    subject: Subject = None
    stage: AtStage = "first"


class Draft(BaseModel):
    """One draft of a batch."""

    model_config = _body({"text": DRAFT, "subject": None})

    text: Text
    subject: Subject = None


class BatchRequest(BaseModel):
    """Drafts to score, in order."""

    model_config = _body({"drafts": [{"text": DRAFT}, {"text": MACRO, "subject": "A chat?"}], "stage": "building"})

    drafts: Annotated[list[Draft], Field(max_length=MAX_DRAFTS)]
    stage: AtStage = "first"


class SuggestRequest(BaseModel):
    """One draft to rewrite."""

    model_config = _body({"text": MACRO, "n": 2})

    text: Text
    subject: Subject = None
    n: Annotated[int, Field(ge=0, le=MAX_REWRITES, description="Rewrites at most."), BeforeValidator(_whole)] = 3


class HealthResponse(BaseModel):
    """The server is up and its model loaded."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"status": "ok", "version": "1.0.0"}]})

    status: str
    version: str


class Problem(BaseModel):
    """Why a request was refused; never holds the text of a draft."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"detail": "text: Field required"}]})

    detail: Annotated[str, Field(description="What was wrong, what was expected, what to do.")]
