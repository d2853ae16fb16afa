"""The published JSON Schemas: what every way in gives keeps to them, and within a version they only grow."""

from __future__ import annotations

import copy
import json
from typing import Any

import jsonschema
import pytest

import microask
from microask.errors import InputValueError
from microask.pipeline.heads import SENTENCE_HEADS
from microask.results import Score, label_of

from .conftest import RUBRIC, check_schema, gold

TEXTS = [text for _, text, *_ in RUBRIC] + [
    case["text"] for name in ("plain_micro", "no_ask", "vague_with_irrelevant_numbers") for case in gold("traps.toml")[name]
]
#: What version 1 of each promised; may be added to, never taken from.
PROMISED = {
    "score-1": "schema value small specific label verdict stage report_back base asks evidence effects features warnings",
    "suggestions-1": "schema score advice problems edits rewrites refused",
}
PROMISED_INSIDE = {
    ("score-1", "asks"): "kind text start end minutes",
    ("score-1", "evidence"): "kind text start end scope effect",
    ("score-1", "effects"): "feature words effect",
    ("suggestions-1", "problems"): "name words effect spans",
    ("suggestions-1", "edits"): "start end replacement why gain",
    ("suggestions-1", "rewrites"): "text subject strategy changes placeholders gain before after",
    ("suggestions-1", "refused"): "text reasons",
}


@pytest.mark.parametrize("name", PROMISED)
def test_schemas_are_valid_complete_and_keep_their_promise(name: str) -> None:
    schema = microask.schema(name)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:microask:{name}"
    assert set(PROMISED[name].split()) <= set(schema["required"])
    assert schema["properties"]["schema"] == {"const": name}
    for (of, key), names in PROMISED_INSIDE.items():
        if of == name:
            assert set(names.split()) <= set(schema["properties"][key]["items"]["required"])
    assert microask.schema(name.split("-", maxsplit=1)[0]) == schema
    assert microask.schema(name) is not schema


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(InputValueError, match="no schema 'scores'; there are: score, score-1, suggestions, suggestions-1"):
        microask.schema("scores")


@pytest.mark.parametrize("subject", [None, "15 minutes for Brian's slides?"])
def test_scores_keep_to_the_schema(subject: str | None) -> None:
    properties = microask.schema("score")["properties"]
    for text in [
        *TEXTS,
        "",
        "\ud800 could you call?",
        "<p>Could you <b>call</b> Ana?</p>",
        "Könnten Sie mir bitte helfen? Danke sehr!",
    ]:
        plain = microask.score(text, subject).to_dict()
        check_schema(plain)
        assert set(plain) <= set(properties), "a new key needs its row in the schema"
        for key in ("asks", "evidence", "effects"):
            known = set(properties[key]["items"]["properties"])
            assert all(set(item) <= known for item in plain[key])


def test_suggestions_keep_to_the_schema() -> None:
    for text in TEXTS[:12]:
        check_schema(microask.suggest(text, "Quick question").to_dict())


def _change(plain: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(plain)
    *way, last = path.split(".")
    at: Any = changed
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    if value is KeyError:
        del at[last]
    else:
        at[last] = value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("value", 1.2), ("value", None), ("value", "0.5"), ("label", "Macro"), ("label", "no-ask"), ("verdict", "drop"),
        ("stage", "later"), ("schema", "score-2"), ("warnings", KeyError), ("asks.0.start", -1), ("asks.0.kind", "wish"),
        ("asks.0.text", ""), ("evidence.0.scope", "quote"), ("evidence.0.effect", KeyError), ("features.n_people", "two"),
        ("effects.0.words", None),
    ],
)  # fmt: skip
def test_what_breaks_the_schema_is_told(path: str, value: object) -> None:
    plain = microask.score(TEXTS[1]).to_dict()
    check_schema(plain | {"added_later": 1})
    with pytest.raises(jsonschema.ValidationError):
        check_schema(_change(plain, path, value))


def test_the_schema_names_what_the_code_names() -> None:
    schema = microask.schema("score")["properties"]
    assert set(SENTENCE_HEADS["kind"]) <= set(schema["asks"]["items"]["properties"]["kind"]["enum"])
    assert schema["label"]["enum"] == [label_of(value) for value in (0.0, 0.5, 1.0, None)]
    assert set(Score.__slots__) - {"text"} <= set(schema)


def test_json_is_json() -> None:
    for text in TEXTS[:12]:
        json.dumps(microask.suggest(text).to_dict(), allow_nan=False)
