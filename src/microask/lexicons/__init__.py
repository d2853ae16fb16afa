"""Word lists as data: one TOML file each, loaded once and never changed.

A phrase file holds ``[[group]]`` tables with ``name``, ``source``, ``note`` and ``patterns``. A pattern is a phrase in which
``(a|b)`` stands for one of several words and ``[a|b]`` for one or none; brackets may nest.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

#: An innermost group: alternatives in round brackets, or optional ones in square brackets.
_CHOICE = re.compile(r"\((?P<one>[^()\[\]]*)\)|\[(?P<maybe>[^()\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of phrases with its origin."""

    name: str
    source: str
    note: str
    phrases: frozenset[str]


def expand(pattern: str) -> Iterator[str]:
    """Spell out a pattern.

    Parameters
    ----------
    pattern : str
        For example ``"(could|can) you [please]"``.

    Yields
    ------
    str
        Each phrase, with single blanks.

    Examples
    --------
    >>> sorted(expand("(could|can) you [please]"))
    ['can you', 'can you please', 'could you', 'could you please']
    """
    choice = _CHOICE.search(pattern)
    if choice is None:
        yield " ".join(pattern.split())
        return
    options = choice["one"].split("|") if choice["one"] is not None else ["", *choice["maybe"].split("|")]
    for option in options:
        yield from expand(pattern[: choice.start()] + option + pattern[choice.end() :])


@cache
def table(name: str) -> MappingProxyType[str, Any]:
    """Return one lexicon file as a read-only mapping."""
    return MappingProxyType(tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8")))


@cache
def groups(name: str) -> tuple[Group, ...]:
    """Return the phrase groups of one lexicon file, patterns spelled out."""
    return tuple(
        Group(
            raw["name"],
            raw["source"],
            raw["note"],
            frozenset(phrase for pattern in raw["patterns"] for phrase in expand(pattern)),
        )
        for raw in table(name)["group"]
    )
