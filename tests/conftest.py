from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import microask
from microask.analyzer import Analyzer
from microask.api import default_analyzer

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "tests" / "gold"

#: The four drafts of the rating rubric, from the method's own text: subject, text, lower and upper bound of the value.
RUBRIC = (
    (
        "Future Mentorship",
        "How do you feel about 30 more minutes of mentorship toward the end of Q1? You truly have a lot of wisdom to share, "
        "and I'm always happy to talk shop about what I'm learning too.",
        0.0,
        0.34,
    ),
    (
        None,
        "Could I grab 15 minutes to get your feedback on 5 slides I've created? I'm trying to influence my boss to put me up "
        "for promotion.",
        0.67,
        1.0,
    ),
    (
        None,
        "Is it possible to introduce me to Brian? I'm interested in joining the marketing team one day and would love to ask "
        "him about his career path.",
        0.67,
        1.0,
    ),
    (
        None,
        "Are you open to giving me your quick take via email on 3 partners I'm considering working with? I believe you've "
        "worked with them before, and you could fast-track my decision.",
        0.67,
        1.0,
    ),
)


def gold(name: str) -> dict[str, Any]:
    """Return one gold file."""
    return tomllib.loads((GOLD / name).read_text("utf-8"))


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return default_analyzer()


def run_python(code: str, *args: str) -> str:
    """Run code in a fresh interpreter and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code, *args], capture_output=True, text=True, check=True)
    return done.stdout


def check_schema(plain: dict[str, Any]) -> None:
    """Raise ``jsonschema.ValidationError`` unless a plain score or plain suggestions keep to the schema that they name."""
    import jsonschema  # the frozen scores are tested without it

    schema = microask.schema(plain["schema"] if plain["schema"] in ("score-1", "suggestions-1") else "score")
    jsonschema.Draft202012Validator(schema).validate(json.loads(json.dumps(plain, allow_nan=False)))
