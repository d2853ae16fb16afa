"""Readers of the public corpora; see ``data/README.md`` for where each comes from. Their texts never enter this repository."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

#: Sentences of the entity development file that are kept for the test: the last ones.
HELD_OUT_ENTITIES = 400


class Tagged(NamedTuple):
    """A tokenized sentence: words, whether a blank follows each, and a tag each."""

    words: list[str]
    spaces: list[bool]
    tags: list[str]


def read_iob2(path: Path) -> Iterator[Tagged]:
    """Yield the sentences of a file with one token and its tag a line."""
    words: list[str] = []
    tags: list[str] = []
    for line in [*path.read_text("utf-8").split("\n"), ""]:
        if line.strip():
            word, tag = line.split("\t")
            words.append(word)
            tags.append(tag)
        elif words:
            yield Tagged(words, _guess_spaces(words), tags)
            words, tags = [], []


def _guess_spaces(words: list[str]) -> list[bool]:
    """Return where blanks stood, by the usual rules: the files do not keep them."""
    closing, opening = set(".,!?;:)]}'\"”’…"), set("([{“‘#@$")
    spaces = []
    for word, following in zip(words, [*words[1:], ""], strict=True):
        glued = following[:1] in closing or following.startswith(("'", "n't", "’")) or word in opening
        spaces.append(bool(following) and not glued)
    return spaces


def read_conllu(path: Path) -> Iterator[Tagged]:
    """Yield the sentences of a treebank with their universal part-of-speech tags."""
    words: list[str] = []
    spaces: list[bool] = []
    tags: list[str] = []
    skip_to = 0
    for line in [*path.read_text("utf-8").split("\n"), ""]:
        if not line.strip():
            if words:
                yield Tagged(words, spaces, tags)
            words, spaces, tags, skip_to = [], [], [], 0
            continue
        if line.startswith("#"):
            continue
        fields = line.split("\t")
        if "." in fields[0]:
            continue
        if "-" in fields[0]:
            # A contraction: spaCy's tokenizer splits it too, so its words are taken, glued.
            first, last = map(int, fields[0].split("-"))
            skip_to, glue_last = last, "SpaceAfter=No" in fields[9]
            multi = (first, last, glue_last)
            continue
        number = int(fields[0])
        inside = number <= skip_to
        words.append(fields[1])
        tags.append(fields[3])
        spaces.append((number == skip_to and not multi[2]) if inside else "SpaceAfter=No" not in fields[9])


def read_requests(path: Path) -> list[tuple[str, bool]]:
    """Return the sentences of the request file, each with whether it carries an intent."""
    rows = []
    for line in path.read_text("utf-8").splitlines():
        label, _, sentence = line.partition("\t")
        if sentence.strip():
            rows.append((sentence.strip(), label == "Yes"))
    return rows
