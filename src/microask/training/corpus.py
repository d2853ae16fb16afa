"""The corpus: drafts, ratings and splits, loaded and checked.

Files in ``data/``: ``drafts.jsonl`` (one draft a line), ``ratings.csv`` (one rating a row, all raters), ``spans.jsonl`` (gold
spans of some drafts) and ``splits.json`` (ids by split). Their fields are described in ``data/README.md``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from ..errors import CorpusError
from .ratings import Rating, ratings_by_id

SPLITS = ("train", "dev", "test", "panel")
#: Those that reader and scorer are fitted on; the drafts of the last are kept for people to judge rewrites of.
FITTED = ("train", "dev")
CHANNELS = (
    "email with subject", "email without subject", "LinkedIn message", "Slack or Teams message", "SMS or WhatsApp",
    "forum or community post or DM",
)  # fmt: skip
_FIELDS: dict[str, type] = {
    "id": str,
    "text": str,
    "channel": str,
    "english": str,
    "profession": str,
    "mood": str,
    "manner": str,
    "relation": str,
    "sender": str,
}
_OPTIONAL: dict[str, type] = {"subject": str, "topic": str, "hard_type": str, "age": int, "style": str, "twin_of": str}


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of the corpus with its ratings.

    Attributes
    ----------
    id, text : str
    subject : str or None
    group : str
        Drafts of one group stay in one split: a draft and its twin, drafts of one sender.
    split : {"train", "dev", "test", "panel"}
    ratings : tuple of Rating
    fields : dict
        What else the file says of it: channel, english, profession, mood, relation, topic, hard_type, ...
    """

    id: str
    text: str
    subject: str | None
    group: str
    split: str
    ratings: tuple[Rating, ...]
    fields: dict[str, Any]

    @property
    def has_ask(self) -> bool:
        """Whether most raters saw an ask; a tie counts as an ask."""
        return sum(rating.has_ask for rating in self.ratings) * 2 >= len(self.ratings)

    def mean(self, scale: str) -> float:
        """Return the mean rating on one scale, 0 to 1, over the raters that saw an ask (nan where none did)."""
        values = [value for rating in self.ratings if (value := getattr(rating, scale)) is not None]
        return fmean(values) / 100 if values else float("nan")


def default_folder() -> Path:
    """Return ``data/`` of the checkout.

    Raises
    ------
    CorpusError
        Outside a checkout: the corpus is not in the wheel.
    """
    folder = Path(__file__).resolve().parents[3] / "data"
    if not (folder / "drafts.jsonl").is_file():
        raise CorpusError(f"no corpus in {folder}: work in a checkout of the repository or name the folder")
    return folder


def load_corpus(folder: Path | None = None) -> list[Draft]:
    """Load the corpus and check it.

    Parameters
    ----------
    folder : pathlib.Path, optional
        Default: ``data/`` of the checkout.

    Returns
    -------
    list of Draft
        In the order of the file.

    Raises
    ------
    CorpusError
        Names file, line and what was expected.
    """
    folder = folder or default_folder()
    ratings = ratings_by_id(folder / "ratings.csv")
    splits = _splits(folder / "splits.json")
    drafts = []
    for line, fields in _drafts(folder / "drafts.jsonl"):
        draft_id = fields["id"]
        if draft_id not in splits:
            raise CorpusError(f"drafts.jsonl:{line}: {draft_id} is in no split; add it to splits.json")
        if draft_id not in ratings:
            raise CorpusError(f"drafts.jsonl:{line}: {draft_id} has no rating; add one to ratings.csv")
        drafts.append(
            Draft(
                draft_id,
                fields["text"],
                fields.get("subject"),
                fields.get("twin_of") or draft_id,
                splits[draft_id],
                tuple(ratings[draft_id]),
                {key: value for key, value in fields.items() if key not in ("id", "text", "subject")},
            )
        )
    known = {draft.id for draft in drafts}
    for name, ids in (("ratings.csv", ratings), ("splits.json", splits)):
        if unknown := sorted(set(ids) - known):
            raise CorpusError(f"{name}: {unknown[0]} is no draft of drafts.jsonl ({len(unknown)} such ids)")
    split_of: dict[str, str] = {}
    for draft in drafts:
        if split_of.setdefault(draft.group, draft.split) != draft.split:
            raise CorpusError(f"splits.json: group {draft.group} is in two splits; a draft and its twin stay together")
    return drafts


def corpus_hash(folder: Path | None = None) -> str:
    """Return a SHA-256 over the corpus files, for the manifest of a model."""
    folder = folder or default_folder()
    digest = hashlib.sha256()
    for name in ("drafts.jsonl", "ratings.csv", "spans.jsonl", "splits.json", "real_texts.json", "real_ratings.csv"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _drafts(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    seen: set[str] = set()
    for line, raw in enumerate(path.read_text("utf-8").splitlines(), 1):
        try:
            fields = json.loads(raw)
        except ValueError as error:
            raise CorpusError(f"{path.name}:{line}: not JSON, expected one object a line") from error
        for name, kind in _FIELDS.items():
            if not isinstance(fields.get(name), kind) or not fields[name]:
                raise CorpusError(f"{path.name}:{line}: field {name!r} should be a {kind.__name__} that is not empty")
        for name, kind in _OPTIONAL.items():
            if fields.get(name) is not None and not isinstance(fields[name], kind):
                raise CorpusError(f"{path.name}:{line}: field {name!r} should be null or a {kind.__name__}")
        if fields["channel"] not in CHANNELS:
            raise CorpusError(f"{path.name}:{line}: unknown channel, expected one of {', '.join(CHANNELS)}")
        if fields["id"] in seen:
            raise CorpusError(f"{path.name}:{line}: id {fields['id']} stands twice")
        seen.add(fields["id"])
        yield line, fields


def _splits(path: Path) -> dict[str, str]:
    raw = json.loads(path.read_text("utf-8"))
    if set(raw) != set(SPLITS):
        raise CorpusError(f"{path.name}: expected the keys {', '.join(SPLITS)}")
    splits: dict[str, str] = {}
    for split, ids in raw.items():
        for draft_id in ids:
            if draft_id in splits:
                raise CorpusError(f"{path.name}: {draft_id} stands in two splits")
            splits[draft_id] = split
    return splits
