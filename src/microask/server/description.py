"""The OpenAPI description: what results look like comes from the published schemas, so that it is written once."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from ..schemas import schema

_WHERE = "#/components/schemas/"


def answers(name: str, description: str) -> dict[int | str, dict[str, Any]]:
    """Return the description of a fine answer that holds one of the results."""
    return {200: {"description": description, "content": {"application/json": {"schema": {"$ref": _WHERE + name}}}}}


@cache
def results() -> dict[str, Any]:
    """Return the schemas of the results as components of an OpenAPI description."""
    made = {}
    for name in ("score", "suggestions"):
        plain = {key: value for key, value in schema(name).items() if key not in ("$id", "$schema", "$defs")}
        made[name.capitalize()] = json.loads(json.dumps(plain).replace(schema("score")["$id"], f"{_WHERE}Score"))
    scores = {"type": "array", "items": {"$ref": f"{_WHERE}Score"}}
    return made | {"Scores": {"type": "object", "properties": {"scores": scores}, "required": ["scores"]}}


def describe(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description of an application."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, openapi_version=app.openapi_version, routes=app.routes
        )
        made["components"]["schemas"] |= results()
        app.openapi_schema = made
    return app.openapi_schema
