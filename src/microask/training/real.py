"""The real texts that were rated: taken from the public corpora by their places, and checked by their hashes."""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from ..errors import CorpusError
from .corpus import default_folder


class RealText(NamedTuple):
    """A real text with its mean rating of ``micro`` on 0 to 1, None where most raters saw no ask."""

    id: str
    text: str
    micro: float | None


def load_real(corpora: Path, folder: Path | None = None) -> list[RealText]:
    """Return the rated real texts.

    Parameters
    ----------
    corpora : pathlib.Path
        Folder of the public corpora; see ``data/README.md``.
    folder : pathlib.Path, optional
        Default: ``data/`` of the checkout.

    Raises
    ------
    CorpusError
        Where a text does not have the hash that is recorded for it.
    """
    folder = folder or default_folder()
    requests = (corpora / "requests/parakweet_train.tsv").read_text("utf-8").split("\n")
    sentences: list[str] = []
    place: dict[str, int] = {}
    for line in (corpora / "ewt/train.conllu").read_text("utf-8").split("\n"):
        if line.startswith("# sent_id = "):
            place[line[12:].strip()] = len(sentences)
        elif line.startswith("# text = "):
            sentences.append(line[9:].strip())
    ratings: dict[str, list[str]] = defaultdict(list)
    with (folder / "real_ratings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            ratings[row["id"]].append(row["micro"])
    found = []
    for entry in json.loads((folder / "real_texts.json").read_text("utf-8")):
        if "line" in entry:
            text = requests[entry["line"] - 1].partition("\t")[2]
        else:
            text = " ".join(sentences[place[entry["first"]] : place[entry["last"]] + 1])
        if hashlib.sha256(text.encode()).hexdigest() != entry["sha256"]:
            raise CorpusError(
                f"real_texts.json: {entry['id']} is not the text that was rated; take the corpora at the commits named"
            )
        rated = [float(value) for value in ratings[entry["id"]] if value]
        asks = len(rated) * 2 >= len(ratings[entry["id"]]) and bool(rated)
        found.append(RealText(entry["id"], text, fmean(rated) / 100 if asks else None))
    return found
