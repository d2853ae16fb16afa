"""Addresses and names replaced by stand-ins, the same one for the same person."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ..lexicons import table
from ..message import not_names
from .charsets import clean
from .linkedin import profile_key

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: What is said wherever redaction is offered.
LIMITS = (
    "redacted: e-mail addresses, LinkedIn profiles, and the names that stand in headers or that the reader finds. A name that it "
    "does not find, an employer, a place, a link, a telephone number or what a message tells can still give a person away: read "
    "the table before you pass it on"
)
#: Words of a name that are looked for together in a text, at most.
MAX_NAME = 4
_ADDRESS = re.compile(
    r"(?:mailto:)?[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+|(?:https?://)?(?:\w+\.)?linkedin\.com/(?:in|pub)/[^\s<>\"')]+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_](?:[\w.'’-]*\w)?")
_POSSESSIVE = re.compile(r"['’]s?$")


class _Span(NamedTuple):
    start: int
    end: int
    person: str


class Redactor:
    """Gives people their stand-ins.

    Parameters
    ----------
    people : iterable of (str, str)
        The key (address, profile or name) and a name of everybody in the headers.
    analyzer : Analyzer
        Its reader finds the people that a text names.

    Notes
    -----
    People are numbered in the order in which they are met. Two addresses are one person where they bear the same name of two
    words or more. Somebody whom only texts name is known by the name: "Brian" is the same stand-in in every message.
    """

    def __init__(self, people: Iterable[tuple[str, str]], analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._numbers: dict[str, int] = {}
        self._of_key: dict[str, str] = {}
        self._of_name: dict[str, str] = {}
        self._words: dict[str, set[str]] = {}
        for key, name in people:
            forms = _forms(name)
            self._words.setdefault(key, set()).update(_words(name), _words_of_address(key))
            person = next((self._of_name[form] for form in forms if form in self._of_name), self._of_key.get(key, key))
            for form in forms:
                self._of_name.setdefault(form, person)
            self._of_key.setdefault(key, person)

    def stand_in(self, key: str) -> str:
        """Return the stand-in of somebody by key."""
        person = self._of_key.get(key, key)
        return f"Person {self._numbers.setdefault(person, len(self._numbers) + 1)}" if person else ""

    def redact(self, texts: Iterable[str], parties: Iterable[str]) -> list[str]:
        """Replace who is named in the texts of one message.

        Parameters
        ----------
        texts : iterable of str
            Subject and body; who has a full name in one and a first name in the other is one person.
        parties : iterable of str
            Keys of the people whom the message is between: their first names alone are known as well.

        Returns
        -------
        list of str
        """
        names = self._words_of(parties)
        read = [(text, *self._analyzer.analyze(text)) for text in texts]
        found = [
            [
                span
                for finding in known["findings"]
                if finding["kind"] == "person" and (span := copy.source_span(finding["start"], finding["end"]))
            ]
            for _, known, copy in read
        ]
        everybody = [_words(text[start:end]) for (text, *_), spans in zip(read, found, strict=True) for start, end in spans]
        # Full names first, so that the first names that follow are theirs.
        for words in sorted(filter(None, everybody), key=len, reverse=True):
            person = self._of_name.get(" ".join(words)) or next((names[word] for word in words if word in names), "")
            for word in words:
                names.setdefault(word, person or "name:" + " ".join(words))
        results = []
        for (text, known, copy), people in zip(read, found, strict=True):
            zones = [(span[0], name) for name, start, end in known["zones"] if (span := copy.source_span(start, end))]
            spans = [
                _Span(start, end, self._of_name.get(" ".join(words)) or names[words[0]])
                for start, end in people
                if (words := _words(text[start:end]))
            ]
            spans += [_Span(*match.span(), _address(match.group())) for match in _ADDRESS.finditer(text)]
            spans += self._named(text, names, zones)
            results.append(_replaced(text, spans, self.stand_in))
        return results

    def _words_of(self, parties: Iterable[str]) -> dict[str, str]:
        """Return the words of the parties' names with whom they mean; of two people of one name the first."""
        names: dict[str, str] = {}
        for key in parties:
            for word in sorted(self._words.get(key) or _words(key)):
                names.setdefault(word, self._of_key.get(key, key))
        return names

    def _named(self, text: str, names: dict[str, str], zones: list[tuple[int, str]]) -> Iterable[_Span]:
        """Yield whole names of anybody in the headers, and single words of the names that are given."""
        words = [
            (match.start(), match.end() - len(_tail(match.group())), _plain(match.group())) for match in _WORD.finditer(text)
        ]
        starts = [start for start, _ in zones]
        for i, (start, end, word) in enumerate(words):
            for length in range(min(MAX_NAME, len(words) - i), 1, -1):
                run = words[i : i + length]
                if person := self._of_name.get(" ".join(word for _, _, word in run)):
                    yield _Span(start, run[-1][1], person)
            if word not in names:
                continue
            zone = zones[at][1] if (at := bisect_right(starts, start) - 1) >= 0 else ""
            if zone in ("greeting", "signoff") or (text[start].isupper() and word not in _ordinary()):
                yield _Span(start, end, names[word])


def _tail(word: str) -> str:
    match = _POSSESSIVE.search(word)
    return match.group() if match else ""


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word).strip(".").casefold()


def _words(name: str) -> list[str]:
    """Return the words of a name, without what stands in brackets and initials."""
    name = re.sub(r"\(.*?\)|\[.*?\]", " ", name)
    return [plain for match in _WORD.finditer(name) if len(plain := _plain(match.group())) > 1]


def _forms(name: str) -> list[str]:
    """Return the ways in which a name of two words or more is written: "Ruiz, Ana" is "Ana Ruiz", "Bo Lind, PhD" is "Bo Lind"."""
    last, comma, first = name.partition(",")
    forms = [_words(name)] + ([_words(first) + _words(last), _words(last)] if comma else [])
    return [" ".join(words) for words in forms if len(words) > 1]


def _words_of_address(key: str) -> list[str]:
    local, at, _ = key.partition("@")
    return [word for word in re.split(r"[\W\d_]+", local) if len(word) > 2 and word not in _ordinary()] if at else []


def _address(written: str) -> str:
    """Return the key of an address as it stands in a text."""
    return profile_key(written.lower().removeprefix("mailto:").rstrip("/.,;"))


@cache
def _ordinary() -> frozenset[str]:
    return not_names() | frozenset(table("mail")["ordinary"]["words"].split())


def _replaced(text: str, spans: list[_Span], stand_in: Callable[[str], str]) -> str:
    """Replace spans; where several overlap all they cover goes, for the person of the longest."""
    parts, at = [], 0
    merged: list[list[_Span]] = []
    for span in sorted(spans):
        if merged and span.start < max(other.end for other in merged[-1]):
            merged[-1].append(span)
        else:
            merged.append([span])
    for group in merged:
        longest = max(group, key=lambda span: (span.end - span.start, span.start))
        parts += [text[at : group[0].start], stand_in(longest.person)]
        at = max(span.end for span in group)
    return clean("".join([*parts, text[at:]]))
