"""The rewriting module's phrases in the sender's manner: the register, the way to open an ask, the way to write."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from ..lexicons import table
from .lexicon import words_of
from .material import Material
from .openers import opened
from .placeholders import BRACKET

#: Ways of writing that a sender may have; ours follow where the sender never writes the plain form.
_SHORT = {"you": "u", "your": "ur", "please": "pls", "about": "abt", "because": "bc", "minutes": "mins"}


def choose(options: Sequence[str], material: Material, salt: str) -> str:
    """Return one of some phrasings, always the same for the same draft."""
    return options[zlib.crc32(f"{salt}\n{material.text}".encode("utf-8", "surrogatepass")) % len(options)]


def opener(material: Material) -> tuple[str, str]:
    """Return how the sender opens the ask, or would by register, and the mark that ends such a sentence.

    A leading name or connective stays outside: it stands before the ask, or is not needed.
    """
    found = opened(material.words(material.ask)) if material.ask else None
    return found or (choose(table("rewrites")["openers"][material.register], material, "opener"), "?")


def ask_of(row: Mapping[str, Any], material: Material, slots: Mapping[str, str]) -> str:
    """Return the sentences of a strategy for a draft.

    Parameters
    ----------
    row : mapping
        Of the lexicon.
    material : Material
    slots : mapping of str to str
        Words of the draft by slot.
    """
    sentences = [sentence_of(row, material, slots)]
    sentences += [_begun(tail_of(tail, material).format(**slots), material) for tail in row["tails"]]
    reason = styled(carried(material.reason, material), material) if material.reason else ""
    sentences[1:] = [styled(sentence, material) for sentence in sentences[1:]]
    return " ".join(filter(None, [reason, *sentences] if material.reason_leads else [*sentences, reason]))


def addressed(ask: str, material: Material) -> str:
    """Return the sentences of a strategy with the word by which only the old ask calls the reader: "sir"."""
    called = list(words_of("address").finditer(material.text))
    sentences = [span for span in material.sentences for one in material.asks if span[0] < one["end"] and one["start"] < span[1]]
    kept = any(not any(a <= word.start() < b for a, b in sentences) for word in called)
    if not called or kept or any(called[0].start() < one["start"] for one in material.asks[:1]):
        return ask
    return ask.replace(": [", f", {called[0].group()}: [", 1)


def sentence_of(row: Mapping[str, Any], material: Material, slots: Mapping[str, str]) -> str:
    """Return the first sentence of a strategy for a draft."""
    opening, mark = opener(material)
    capital = opening if material.is_lower else opening[:1].upper() + opening[1:]
    filled = {**slots, "open": opening, "Open": capital, "mark": mark}
    return styled(_begun(choose(row[material.register], material, row["name"]).format(**filled), material), material)


def _begun(sentence: str, material: Material) -> str:
    """Return sentences of ours as the sender begins them."""
    return sentence if material.is_lower else re.sub(r"(?:\A|(?<=[.?!] ))[a-z]", lambda match: match.group().upper(), sentence)


def tail_of(name: str, material: Material) -> str:
    """Return a sentence that stands behind an ask, as the register has it."""
    return _begun(choose(table("rewrites")["tails"][name][material.register], material, name), material)


def carried(reason: str, material: Material) -> str:
    """Return the reason of the old ask as a sentence of its own, "" where it cannot stand alone."""
    if words_of("circular").search(reason) or words_of("dated").search(reason):
        return ""
    if words_of("outcome").match(reason) and not material.reason_leads:
        return ""  # what the sender can do afterwards is no reason without "so that"
    first = reason.split(maxsplit=1)[0].casefold().strip(",")
    rest = reason[0].lower() + reason[1:] if not reason.startswith(("I ", "I'", "I’")) else reason
    if first in ("because", "since", "as"):
        return f"I'm asking {rest}." if material.register != "formal" else f"I ask {rest}."
    if first in ("to", "for"):
        return f"It's {rest}." if material.register != "formal" else f"It is {rest}."
    if first in ("i", "i'm", "i’m", "we", "we're", "my", "our", "the", "it", "they", "he", "she", "you") or reason[0].isupper():
        return f"{reason[0].upper()}{reason[1:]}{'.' if reason[-1].isalnum() else ''}"
    return ""


def styled(phrase: str, material: Material) -> str:
    """Return one of our phrases as the sender writes: lower case, short forms, curly quotes; brackets stay as they are."""
    text = material.text
    short = {
        plain: short
        for plain, short in _SHORT.items()
        if re.search(rf"(?<![\w.]){short}(?![\w.])", text) and not re.search(rf"\b{plain}\b", text, re.IGNORECASE)
    }
    lower_i = material.is_lower and not re.search(r"\bI\b", text) and bool(re.search(r"\bi\b", text))

    def written(part: str) -> str:
        for plain, abbreviated in short.items():
            part = re.sub(rf"\b{plain}\b", abbreviated, part)
        if material.is_lower:
            part = re.sub(r"(?:(?<=[.?!] )|\A ?)[A-Z](?=[a-z' ])", lambda match: match.group().lower(), part)
        part = re.sub(r"\bI\b", "i", part) if lower_i else part
        part = part if material.is_lower else re.sub(r"\bi(?=['’ ])", "I", part)
        if "’" in text and "'" not in text:
            part = part.replace("'", "’")
        if "“" in text:
            part = re.sub(r'"([^"]*)"', r"“\1”", part)
        return part

    parts, at = [], 0
    for match in BRACKET.finditer(phrase):
        parts += [written(phrase[at : match.start()]), match.group()]
        at = match.end()
    return "".join([*parts, written(phrase[at:])])
