"""The corpus: schema, splits, originality, and errors that name the line."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from microask.errors import CorpusError
from microask.message import split
from microask.training.corpus import SPLITS, default_folder, load_corpus

from .conftest import RUBRIC, gold

DRAFTS = load_corpus()
_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?", re.IGNORECASE)


def _runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    runs = set()
    for zone in split(text):
        if zone.name == "body":
            words = [word.lower() for word in _WORD.findall(text[zone.start : zone.end])]
            runs |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    return runs


def test_size_and_ratings() -> None:
    assert len(DRAFTS) >= 200
    assert all(len({rating.rater for rating in draft.ratings}) >= 2 for draft in DRAFTS)


def test_splits_have_their_shares_and_levels() -> None:
    for name, share in zip(SPLITS, (0.7, 0.1, 0.2), strict=True):
        drafts = [draft for draft in DRAFTS if draft.split == name]
        assert len(drafts) == pytest.approx(share * len(DRAFTS), rel=0.15)
        micro = [draft.mean("micro") for draft in drafts if draft.has_ask]
        assert 0.35 < sum(micro) / len(micro) < 0.65


def test_no_two_drafts_share_a_run_of_eight_words() -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for draft in DRAFTS:
        for run in _runs(draft.text):
            owners[run].add(draft.group)
    shared = {run: groups for run, groups in owners.items() if len(groups) > 1}
    assert not shared, next(iter(shared.values()))


def test_no_draft_repeats_the_rubric_or_the_trap_texts() -> None:
    known = set().union(*(_runs(text, 6) for _, text, *_ in RUBRIC))
    for cases in gold("traps.toml").values():
        for case in cases:
            known |= set().union(*(_runs(text) for key, text in case.items() if key != "subject"))
    for draft in DRAFTS:
        assert not known & (_runs(draft.text) | _runs(draft.text, 6)), draft.id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("drafts.jsonl", "ratings.csv", "splits.json"):
        shutil.copy(default_folder() / name, tmp_path / name)
    return tmp_path


def _first(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "drafts.jsonl").read_text("utf-8").splitlines()[0]))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": ""}, r"drafts.jsonl:1: field 'text'"),
        ({"channel": "pigeon"}, r"drafts.jsonl:1: unknown channel"),
        ({"age": "old"}, r"drafts.jsonl:1: field 'age'"),
        ({"id": "x"}, r"drafts.jsonl:1: x is in no split"),
    ],
)
def test_a_bad_draft_names_its_line(folder: Path, change: dict[str, object], message: str) -> None:
    lines = (folder / "drafts.jsonl").read_text("utf-8").splitlines()
    lines[0] = json.dumps({**_first(folder), **change})
    (folder / "drafts.jsonl").write_text("\n".join(lines), "utf-8")
    with pytest.raises(CorpusError, match=message):
        load_corpus(folder)


def test_bad_ratings_and_splits(folder: Path) -> None:
    ratings = folder / "ratings.csv"
    good = ratings.read_text("utf-8")
    ratings.write_text(good + f"{_first(folder)['id']},r,yes,101,2,3\n", "utf-8")
    with pytest.raises(CorpusError, match=r"0..100"):
        load_corpus(folder)
    ratings.write_text(good + "nobody,r,no,,,\n", "utf-8")
    with pytest.raises(CorpusError, match="nobody is no draft"):
        load_corpus(folder)
    ratings.write_text(good, "utf-8")
    splits = json.loads((folder / "splits.json").read_text())
    splits["test"].append(splits["train"][0])
    (folder / "splits.json").write_text(json.dumps(splits))
    with pytest.raises(CorpusError, match="stands in two splits"):
        load_corpus(folder)
