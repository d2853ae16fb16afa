"""JSON Schemas of what `Score.to_dict` and `Suggestions.to_dict` give: data, one file a version."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from ..errors import InputValueError
from ..results import SCORE_SCHEMA, SUGGESTIONS_SCHEMA

#: The current version of each, as the objects state it under ``schema``.
CURRENT = {"score": SCORE_SCHEMA, "suggestions": SUGGESTIONS_SCHEMA}


def schema(name: str) -> dict[str, Any]:
    """Return a JSON Schema (draft 2020-12), complete in itself.

    Within a version keys are added, never changed or taken away; so the schemas allow further keys, and readers should too.

    Parameters
    ----------
    name : {"score", "suggestions"}
        The current version of either, or one by its name, such as ``"score-1"``.

    Returns
    -------
    dict

    Raises
    ------
    InputValueError
        Where there is no such schema.

    Examples
    --------
    >>> import microask
    >>> microask.schema("score")["properties"]["schema"]
    {'const': 'score-1'}
    """
    versioned = CURRENT.get(name, name)
    found = {file.name.removesuffix(".json"): file for file in files(__name__).iterdir() if file.name.endswith(".json")}
    if versioned not in found:
        raise InputValueError(f"no schema {name!r}; there are: {', '.join(sorted({*CURRENT, *found}))}")
    made: dict[str, Any] = json.loads(found[versioned].read_text("utf-8"))
    # Other schemas that it refers to come along under their own $id, so that nobody has to look them up.
    for other in made.get("$defs", {}):
        if other in found:
            made["$defs"][other] = schema(other)
    return made
