"""The corpus: schema, splits, originality, and errors that name the line."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from microask.errors import CorpusError
from microask.message import split
from microask.results import EVIDENCE_KINDS
from microask.training.agreement import interval_alpha, rating_alpha
from microask.training.corpus import SPLITS, default_folder, load_corpus
from microask.training.datasheet import SURFACE, figures, surface_accuracy, twin_pairs
from microask.training.real import load_real
from microask.training.spans import load_spans

from .conftest import RUBRIC, gold

DRAFTS = load_corpus()
#: Styles of brief that ask for slips, missing capitals or fragments.
MESSY = ("messy", "terse, as typed in the middle of a day")
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
    for name, share in zip(SPLITS, (0.73, 0.095, 0.112, 0.064), strict=True):
        drafts = [draft for draft in DRAFTS if draft.split == name]
        assert len(drafts) == pytest.approx(share * len(DRAFTS), rel=0.1)
        micro = [draft.mean("micro") for draft in drafts if draft.has_ask]
        assert name == "panel" or 0.35 < sum(micro) / len(micro) < 0.65


def test_no_two_drafts_share_a_run_of_eight_words() -> None:
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for draft in DRAFTS:
        for run in _runs(draft.text):
            owners[run].add(draft.group)
    shared = {run: groups for run, groups in owners.items() if len(groups) > 1}
    assert not shared, next(iter(shared.values()))


def test_no_draft_repeats_the_rubric_or_the_texts_of_the_tests() -> None:
    known = set().union(*(_runs(text, 6) for _, text, *_ in RUBRIC))
    for name in ("traps.toml", "behaviour/same.toml", "behaviour/direction.toml", "behaviour/ends.toml"):
        for case in (case for cases in gold(name).values() for case in cases):
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


def _words_of(text: str) -> int:
    return len(_WORD.findall(text))


INDEPENDENT = [draft for draft in DRAFTS if not draft.fields.get("twin_of")]
PAIRS = twin_pairs(DRAFTS)
SPANS = load_spans(DRAFTS)
REAL = json.loads((default_folder() / "real_texts.json").read_text("utf-8"))


def test_coverage() -> None:
    asks = [draft for draft in INDEPENDENT if draft.has_ask]
    assert len(DRAFTS) >= 3_000
    assert len(asks) >= 2_200
    assert sum(not draft.has_ask for draft in INDEPENDENT) >= 300
    assert len(DRAFTS) - len(INDEPENDENT) >= 600
    assert sum(draft.fields["style"].startswith(MESSY) for draft in INDEPENDENT) >= len(INDEPENDENT) / 3
    assert min(Counter(draft.fields["channel"] for draft in INDEPENDENT).values()) >= 200
    for variety in ("UK", "US", "Indian", "Nigerian", "Australian"):
        assert sum(draft.fields["english"] == variety for draft in DRAFTS) >= 150, variety
    difficulties = Counter(draft.fields["hard_type"] for draft in DRAFTS if draft.fields["hard_type"])
    assert len(difficulties) >= 19
    assert min(difficulties.values()) >= 40, difficulties


def test_levels_cover_the_range() -> None:
    levels = Counter(min(9, int(draft.mean("micro") * 10)) for draft in DRAFTS if draft.has_ask)
    assert min(levels[level] for level in range(10)) >= 100, levels


def test_twins_differ_in_the_ask_alone() -> None:
    assert len(PAIRS) >= 600
    ratios = [_words_of(micro.text) / _words_of(macro.text) for macro, micro in PAIRS if _words_of(macro.text) >= 20]
    assert sum(1 / 1.18 <= ratio <= 1.18 for ratio in ratios) >= 0.98 * len(ratios)
    assert all(draft.fields["changed"] for draft in DRAFTS if draft.fields.get("twin_of"))
    macro_longer = sum(len(macro.text) > len(micro.text) for macro, micro in PAIRS) / len(PAIRS)
    assert 0.45 <= macro_longer <= 0.55


@pytest.mark.parametrize("measure", SURFACE)
def test_the_surface_does_not_tell_twins_apart(measure: str) -> None:
    assert 0.45 <= surface_accuracy(PAIRS, SURFACE[measure]) <= 0.55


def test_no_near_duplicates_outside_twins() -> None:
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(4, 4), min_df=2).fit_transform(d.text for d in DRAFTS)
    close = (vectors @ vectors.T).tocoo()
    for i, j, similarity in zip(close.row, close.col, close.data, strict=True):
        if i < j and similarity > 0.6:
            assert DRAFTS[i].group == DRAFTS[j].group, (DRAFTS[i].id, DRAFTS[j].id, similarity)


def test_agreement_is_high_enough() -> None:
    assert rating_alpha(DRAFTS, "micro") >= 0.9
    assert sum(len(draft.ratings) >= 3 for draft in DRAFTS) >= 600
    for draft in DRAFTS:
        values = [rating.micro for rating in draft.ratings if rating.micro is not None]
        assert len(draft.ratings) >= 3 or max(values, default=0) - min(values, default=0) <= 20, draft.id


def test_spans() -> None:
    assert len(SPANS["first"]) >= 1_800
    assert len(SPANS["second"]) >= 250
    kinds = Counter(span.kind for spans in SPANS["first"].values() for span in spans)
    assert set(kinds) == set(EVIDENCE_KINDS)


def test_bad_spans_name_their_line(tmp_path: Path) -> None:
    first = DRAFTS[0]
    for spans, message in (
        ([["person", "ask", 0, 10**6, "third"]], "should lie in the text"),
        ([["persona", "ask", 0, 3]], "unknown kind"),
        ([["ask", "ask", 0, 3, "wish"]], "should say one of introduction"),
        ([["number", "ask", 0, 3, "third"]], "should say one of nothing"),
    ):
        path = tmp_path / "spans.jsonl"
        path.write_text(json.dumps({"id": first.id, "annotator": "first", "spans": spans}) + "\n", "utf-8")
        with pytest.raises(CorpusError, match=f"spans.jsonl:1: .*{message}"):
            load_spans(DRAFTS, path)


def test_real_texts_are_named_and_not_contained() -> None:
    assert all(set(text) <= {"id", "source", "split", "line", "first", "last", "sha256"} for text in REAL)
    assert len({text["id"] for text in REAL}) == len({text["sha256"] for text in REAL}) == len(REAL)
    assert Counter(text["split"] for text in REAL)["test"] == 800
    assert [draft.id for draft in load_real("train", None)] == [text["id"] for text in REAL if text["split"] == "train"]
    with (default_folder() / "real_ratings.csv").open(encoding="utf-8", newline="") as file:
        raters = defaultdict(set)
        for row in csv.DictReader(file):
            raters[row["id"]].add(row["rater"])
    assert set(raters) == {text["id"] for text in REAL}
    assert all(len(names) >= 2 for names in raters.values())


def test_alpha_on_known_cases() -> None:
    assert interval_alpha([[1, 1], [2, 2], [3, 3]]) == 1
    assert interval_alpha([[1, 3], [3, 1]]) < 0
    # Krippendorff (2011), the worked example C with the interval metric.
    units = [[1, 1, 1], [2, 2, 3, 2], [3, 3, 3, 3], [3, 3, 3, 3], [2, 2, 2, 2], [1, 2, 3, 4], [4, 4, 4, 4], [1, 1, 2, 1], [2, 2, 2, 2], [5, 5, 5], [1, 1], [3]]  # fmt: skip
    assert interval_alpha(units) == pytest.approx(0.849, abs=0.0005)


def test_the_data_sheet_holds_the_figures_of_the_command() -> None:
    sheet = (default_folder() / "README.md").read_text("utf-8")
    assert figures(DRAFTS, default_folder()) in sheet
