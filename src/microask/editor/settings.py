"""What an editor may configure, by ``initializationOptions``; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..results import VERDICTS, Stage


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration.

    Attributes
    ----------
    stage : {"first", "building", "established"}
        How far the relation has come.
    off : frozenset of str
        Language ids that are left alone.
    delay : float
        Milliseconds after the last key stroke until a document is read.
    """

    stage: Stage = "first"
    off: frozenset[str] = frozenset()
    delay: float = 300.0


def read_settings(options: Any) -> tuple[Settings, list[str]]:
    """Return the settings of an editor, and what is wrong with them; what is wrong keeps its default.

    Parameters
    ----------
    options : Any
        What the editor sent; None where it sent nothing.
    """
    known: dict[str, Any] = {}
    problems: list[str] = []
    if options is not None and not isinstance(options, dict):
        return Settings(), ["initializationOptions should be an object with stage, off, delay; they are ignored"]
    for name, value in (options or {}).items():
        if name == "stage" and isinstance(value, str) and value in VERDICTS:
            known["stage"] = value
        elif name == "off" and isinstance(value, list) and all(isinstance(each, str) for each in value):
            known["off"] = frozenset(value)
        elif name == "delay" and isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 60_000:
            known["delay"] = float(value)
        else:
            expected = _EXPECTED.get(name, f"there is no setting {name!r}; there are: {', '.join(_EXPECTED)}")
            problems.append(f"{expected}; it is ignored")
    return Settings(**known), problems


_EXPECTED = {
    "stage": f"stage should be one of {', '.join(VERDICTS)}",
    "off": 'off should be a list of language ids, such as ["markdown"]',
    "delay": "delay should be milliseconds, 0 to 60000",
}
