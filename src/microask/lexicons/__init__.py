"""Word lists as data: one TOML file each, loaded once and never changed.

A phrase file holds ``[[group]]`` tables with ``name``, ``source``, ``note`` and ``patterns``. A pattern is a phrase in which
``(a|b)`` stands for one of several words and ``[a|b]`` for one or none; brackets do not nest.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

_PART = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|([^()\[\]]+)")


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
    choices = []
    for required, optional, literal in _PART.findall(pattern):
        if literal:
            choices.append([literal])
        elif required:
            choices.append(required.split("|"))
        else:
            choices.append(["", *optional.split("|")])
    for parts in itertools.product(*choices):
        yield " ".join("".join(parts).split())


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


@cache
def words(name: str, group: str) -> frozenset[str]:
    """Return the phrases of one group of one file."""
    return next(each.phrases for each in groups(name) if each.name == group)
