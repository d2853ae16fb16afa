"""What the reader is asked to do: how it is put, and whether somebody else could do it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from ..lexicons import table
from .hanging import commands
from .lexicon import words_of
from .marks import BULLET
from .openers import asking_at, opened

if TYPE_CHECKING:
    from ..pipeline.state import AskFound
    from .material import Material

#: A task of fewer words is none, of more does not fit into a sentence of ours.
MIN_TASK, MAX_TASK = 3, 40
#: Kinds of ask that nobody else can answer.
_THEIRS = frozenset(("decision", "question"))


def is_put(material: Material) -> bool:
    """Tell whether the ask is put as a question or request, and not only hinted at."""
    if material.ask is None:
        return False
    words = material.words(material.ask)
    softened = words_of("softened").match(material.text, material.ask["start"])
    begun = softened.end() if softened else material.ask["start"]
    # "Let me" asks nobody to do anything.
    asks_to_do = commands(material, begun) and not words_of("letting").match(material.text, begun)
    return bool(asks_to_do or opened(words.strip()) or asking_at(words) or "?" in words)


def for_anybody(material: Material) -> str | None:
    """Return the words of the ask, where they ask to do something that somebody else might do as well."""
    words = material.words(material.ask).strip() if material.ask else ""
    asked = is_put(material) or words_of("needing").search(words)
    if not asked or words.endswith(":") or material.ask is None or material.kind in _THEIRS or material.said("told"):
        return None
    return words if not BULLET.match(material.text[material.text.rfind("\n", 0, material.ask["start"]) + 1 :]) else None


def pointing_back(material: Material) -> AskFound | None:
    """Return an ask that only points back to the one before, which is a statement: "We need a host. Will you do it?"."""
    for before, ask in pairwise(sorted(material.asks, key=lambda ask: ask["start"])):
        if words_of("pointing").search(material.words(ask)) and "?" not in material.words(before):
            return ask
    return None


def several_of(material: Material) -> str | None:
    """Return the words of the second ask, where there are several in a list."""
    lines = [material.text.rfind("\n", 0, ask["start"]) + 1 for ask in material.asks]
    return (
        material.words(material.asks[1])
        if len(set(lines)) == len(lines) > 1 and all(BULLET.match(material.text, at) for at in lines[1:])
        else None
    )


def task_of(material: Material) -> str | None:
    """Return what the reader is asked to do, from its verb on, where it says nothing of "you"."""
    words = material.words(material.ask).strip() if material.ask else ""
    opening = opened(words)
    task = words[len(opening[0]) :].strip() if opening else ""
    end = words_of("task_end").search(task)
    task = task[: end.start() if end else None].rstrip(" .?!,;:")
    if (
        not MIN_TASK <= len(task.split()) <= MAX_TASK
        or "\n" in task
        or words_of("second_person").search(task)
        or words_of("leaning").search(task)
        or material.ask is None
    ):
        return None
    at = material.ask["start"] + material.words(material.ask).index(task)
    verb = any(token.start == at and token.pos == "VERB" for token in material.tokens)
    return task if verb and task.split()[0].casefold() not in table("rewrites")["task"]["not_verbs"].split() else None
