"""What holds an ask back, in plain words, the strongest first."""

from __future__ import annotations

from typing import Any

from ..explain import WORDING
from ..lexicons import table
from ..results import Evidence, Score
from ..suggestions import Problem
from .material import Material

#: Effects on the value that are worth a line.
MIN_EFFECT = 0.02
MAX_PROBLEMS = 6
#: An ask behind more words of the sender is buried.
BURIED = 60
#: Phrases of the draft that are quoted for one problem.
MAX_PHRASES = 3


def diagnose(score: Score, material: Material | None) -> tuple[Problem, ...]:
    """Return what takes most away from the value, the strongest first.

    Parameters
    ----------
    score : Score
        Of a draft that asks something.
    material : Material or None
        Of the same text; None where its offsets are not those of the score (HTML).

    Returns
    -------
    tuple of Problem
        At most ``MAX_PROBLEMS``. What cannot be measured by the score ("buried") stands last.
    """
    effects = {effect.feature: effect.effect for effect in score.effects}
    found = []
    for row in table("diagnosis")["problem"]:
        effect = sum(effects.get(name, 0.0) for name in row["features"])
        if effect <= -MIN_EFFECT and all(_holds(score, condition) for condition in row["when"]):
            found.append(_problem(score, row, effect))
    wording = next((effect.effect for effect in score.effects if effect.words == WORDING), 0.0)
    if wording <= -MIN_EFFECT:
        found.append(Problem("wording", table("diagnosis")["rest"]["words"], wording))
    found.sort(key=lambda problem: problem.effect)
    if material and (buried := _buried(score, material)):
        found.append(buried)
    return tuple(found[:MAX_PROBLEMS])


def _holds(score: Score, condition: str) -> bool:
    if condition.startswith("-"):
        return not score.features[condition[1:]]
    return any(score.features[name] for name in condition.split("|"))


def _problem(score: Score, row: dict[str, Any], effect: float) -> Problem:
    spans = _spans(score, row["kind"])
    phrases = list(dict.fromkeys(" ".join(item.text.split()) for item in spans))
    words = row["words"]
    if "{phrases}" in words:
        quoted = ", ".join(f"“{phrase}”" for phrase in phrases[:MAX_PHRASES])
        words = words.format(phrases=quoted) if quoted else words.split(":")[0]
    return Problem(row["name"], words, effect, tuple((item.start, item.end) for item in spans))


def _spans(score: Score, kind: str) -> list[Evidence]:
    return [item for item in score.evidence if item.kind == kind and item.scope == "ask"]


def _buried(score: Score, material: Material) -> Problem | None:
    first = min((ask.start for ask in score.asks), default=0)
    before = sum(len(material.text[start : min(end, first)].split()) for start, end in material.sentences if start < first)
    if before <= BURIED:
        return None
    words = table("diagnosis")["buried"]["words"].format(words=before)
    return Problem("buried", words, 0.0, tuple((ask.start, ask.end) for ask in score.asks[:1]))
