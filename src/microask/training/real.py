"""The real texts that were rated: taken from the public corpora by their places, and checked by their hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import CorpusError
from .corpus import Draft, default_folder
from .ratings import ratings_by_id

TEXTS, RATINGS = "real_texts.json", "real_ratings.csv"


def load_real(split: str, corpora: Path | None, folder: Path | None = None) -> list[Draft]:
    """Return the rated real texts of one split, as drafts of the manner real.

    Parameters
    ----------
    split : {"train", "test"}
    corpora : pathlib.Path or None
        Folder of the public corpora; see ``data/README.md``. Without it the texts stay empty: for who needs the ratings alone.
    folder : pathlib.Path, optional
        Default: ``data/`` of the checkout.

    Raises
    ------
    CorpusError
        Where a text does not have the hash that is recorded for it.
    """
    folder = folder or default_folder()
    ratings = ratings_by_id(folder / RATINGS)
    entries = [entry for entry in json.loads((folder / TEXTS).read_text("utf-8")) if entry["split"] == split]
    texts = _texts(entries, corpora) if corpora else [""] * len(entries)
    return [
        Draft(entry["id"], text, None, entry["id"], split, tuple(ratings[entry["id"]]), {"manner": "real"})
        for entry, text in zip(entries, texts, strict=True)
    ]


def _texts(entries: list[Mapping[str, Any]], corpora: Path) -> list[str]:
    requests = (corpora / "requests/parakweet_train.tsv").read_text("utf-8").split("\n")
    sentences: list[str] = []
    place: dict[str, int] = {}
    for line in (corpora / "ewt/train.conllu").read_text("utf-8").split("\n"):
        if line.startswith("# sent_id = "):
            place[line[12:].strip()] = len(sentences)
        elif line.startswith("# text = "):
            sentences.append(line[9:].strip())
    found = []
    for entry in entries:
        if "line" in entry:
            text = requests[entry["line"] - 1].partition("\t")[2]
        else:
            text = " ".join(sentences[place[entry["first"]] : place[entry["last"]] + 1])
        if hashlib.sha256(text.encode()).hexdigest() != entry["sha256"]:
            raise CorpusError(f"{TEXTS}: {entry['id']} is not the text that was rated; take the corpora at the commits named")
        found.append(text)
    return found
