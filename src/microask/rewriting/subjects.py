"""The subject line of a rewrite: a vague one, or one that names what is no longer asked, is put anew."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from spacy.lang.en.stop_words import STOP_WORDS

from ..lexicons import table
from .material import Material

_PREFIX = re.compile(r"\s*(?:(?:re|fw|fwd|aw)\s*:\s*)+", re.IGNORECASE)


@cache
def _empty() -> frozenset[str]:
    return frozenset(table("generic")["generic"]["words"].split()) | STOP_WORDS


@cache
def _large() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{table('rewrites')['large_subject']['pattern']})\b", re.IGNORECASE)


@cache
def _long() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{table('rewrites')['long_time']['pattern']})\b", re.IGNORECASE)


def is_vague(subject: str) -> bool:
    """Tell whether a subject line says nothing of what the message is about."""
    words = re.findall(r"[^\W_]+", subject.casefold())
    return bool(words) and all(word in _empty() for word in words)


def shorter_subject(material: Material) -> tuple[str, str] | None:
    """Return the old subject line and the one with the time that the method offers, None where it names no longer one."""
    old = _subject(material)
    new = _long().sub("15 minutes", old, count=1)
    return (old, new) if new != old else None


def new_subject(strategy: str, material: Material, slots: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the old subject line and the one that takes its place, None where the old one stays or there is none.

    Parameters
    ----------
    strategy : str
    material : Material
    slots : mapping of str to str
        Words of the draft by slot.
    """
    old = _subject(material)
    bare = _PREFIX.sub("", old)
    if not bare.strip() or not (is_vague(bare) or _large().search(bare) or _long().search(bare)):
        return None
    with_slot, plain = table("rewrites")["subjects"][strategy]
    needs = re.findall(r"\{(\w+)\}", with_slot)
    new = with_slot.format(**slots) if all(need in slots for need in needs) else plain
    letters = [char for char in bare if char.isalpha()]
    if letters and not any(char.isupper() for char in letters):
        new = new[0].lower() + new[1:]
    return old, old[: len(old) - len(bare)] + new


def _subject(material: Material) -> str:
    """Return the subject line, passed beside the text or standing in it; "" without one."""
    zone = next(((start, end) for name, start, end in material.zones if name == "subject"), None)
    return material.subject if material.subject is not None else material.text[zone[0] : zone[1]] if zone else ""
