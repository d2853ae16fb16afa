"""Ratings: what raters said of drafts and of real texts, loaded and checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import CorpusError

SCALES = ("small", "specific", "micro")


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rater said of one draft; the three scales are 0 to 100, None where the rater saw no ask."""

    rater: str
    has_ask: bool
    small: float | None
    specific: float | None
    micro: float | None


def ratings_by_id(path: Path) -> dict[str, list[Rating]]:
    """Load a file of ratings and check it.

    Raises
    ------
    CorpusError
        Names file, line and what was expected.
    """
    ratings: dict[str, list[Rating]] = {}
    for draft_id, rating in _ratings(path):
        ratings.setdefault(draft_id, []).append(rating)
    return ratings


def _ratings(path: Path) -> Iterator[tuple[str, Rating]]:
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file, strict=True), 2):
            where = f"{path.name}:{line}"
            if row.get("has_ask") not in ("yes", "no"):
                raise CorpusError(f"{where}: has_ask should be yes or no")
            has_ask = row["has_ask"] == "yes"
            values: list[float | None] = []
            for scale in SCALES:
                written = row[scale]
                if has_ask != bool(written):
                    raise CorpusError(f"{where}: {scale} should be {'a number' if has_ask else 'empty'}")
                values.append(float(written) if written else None)
                if written and not 0 <= float(written) <= 100:
                    raise CorpusError(f"{where}: {scale} should lie in 0..100")
            yield row["id"], Rating(row["rater"], has_ask, *values)
