"""The figures of the data sheet: ``python -m microask.training.datasheet`` prints them, ``--write`` puts them in place."""

from __future__ import annotations

import argparse
import csv
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

from ..results import EVIDENCE_KINDS
from .agreement import interval_alpha, rating_alpha, span_f1
from .corpus import SPLITS, Draft, default_folder, load_corpus
from .ratings import SCALES
from .spans import load_spans

_BLOCK = re.compile(r"(<!-- figures -->\n).*?(<!-- end of figures -->)", re.DOTALL)
#: What must not tell the sides of a twin apart.
SURFACE: dict[str, Callable[[str], float]] = {
    "length in characters": len,
    "digits": lambda text: sum(char.isdigit() for char in text),
    "question marks": lambda text: text.count("?"),
}


def twin_pairs(drafts: Sequence[Draft]) -> list[tuple[Draft, Draft]]:
    """Return the twins as pairs, the side that is rated more macro first; pairs rated alike are left out."""
    by_id = {draft.id: draft for draft in drafts}
    pairs = []
    for twin in drafts:
        original = by_id.get(twin.fields.get("twin_of") or "")
        if original and twin.mean("micro") != original.mean("micro"):
            macro, micro = sorted((original, twin), key=lambda draft: draft.mean("micro"))
            pairs.append((macro, micro))
    return pairs


def surface_accuracy(pairs: Sequence[tuple[Draft, Draft]], measure: Callable[[str], float]) -> float:
    """Return how often the larger measure stands on the micro side; equal measures count half."""
    return fmean(
        0.5 if measure(macro.text) == measure(micro.text) else float(measure(micro.text) > measure(macro.text))
        for macro, micro in pairs
    )


def figures(drafts: Sequence[Draft], folder: Path) -> str:
    """Return the figures as Markdown tables."""
    asks = [draft for draft in drafts if draft.has_ask]
    twins = [draft for draft in drafts if draft.fields.get("twin_of")]
    lines = [
        f"{len(drafts):,} drafts: {len(asks):,} with an ask, {len(drafts) - len(asks):,} without; {len(twins):,} of them are "
        f"twins, the edited version of another. {sum(len(draft.ratings) for draft in drafts):,} ratings by "
        f"{len({rating.rater for draft in drafts for rating in draft.ratings})} raters.",
        "",
        *_table("split", ("drafts",), [(split, f"{sum(d.split == split for d in drafts):,}") for split in SPLITS]),
        *_table("channel", ("drafts", "alpha of micro"), _by(drafts, "channel")),
        *_table("English", ("drafts", "alpha of micro"), _by(drafts, "english")),
        *_table("written for a difficulty", ("drafts", "alpha of micro"), _by(drafts, "hard_type")),
        *_table("mean micro", ("drafts",), _levels(asks)),
        *_table(
            "scale", ("Krippendorff's alpha, interval",), [(s, f"{rating_alpha(drafts, s):.3f}") for s in ("has_ask", *SCALES)]
        ),
    ]
    if pairs := twin_pairs(drafts):
        rows = [(name, f"{surface_accuracy(pairs, measure):.3f}") for name, measure in SURFACE.items()]
        lines += _table(f"on {len(pairs):,} twins, micro is the side with more", ("right",), rows)
    if (folder / "spans.jsonl").is_file():
        lines += _span_tables(list(drafts), folder)
    if (folder / "real_texts.json").is_file():
        lines += _real_tables(folder)
    return "\n".join(lines)


def _table(head: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> list[str]:
    bars = ["---", *("---:" for _ in columns)]
    return ["| " + " | ".join(row) + " |" for row in ((head, *columns), tuple(bars), *rows)] + [""]


def _by(drafts: Sequence[Draft], field: str) -> list[tuple[str, ...]]:
    counts = Counter(str(draft.fields[field]) for draft in drafts if draft.fields.get(field))
    return [
        (name, f"{count:,}", f"{rating_alpha([d for d in drafts if d.fields.get(field) == name], 'micro'):.3f}")
        for name, count in counts.most_common()
    ]


def _levels(asks: Sequence[Draft]) -> list[tuple[str, ...]]:
    counts = Counter(min(9, int(draft.mean("micro") * 10)) for draft in asks)
    return [(f"{10 * level} to {10 * level + 10}", f"{counts[level]:,}") for level in range(10)]


def _span_tables(drafts: list[Draft], folder: Path) -> list[str]:
    annotations = load_spans(drafts, folder / "spans.jsonl")
    first, second = annotations["first"], annotations.get("second", {})
    both = sorted(set(first) & set(second))
    rows = []
    for kind in EVIDENCE_KINDS:
        found = [span for spans in first.values() for span in spans if span.kind == kind]
        asked = sum(span.scope == "ask" for span in found)
        agreed = span_f1([first[i] for i in both], [second[i] for i in both], kind)
        rows.append((kind, f"{len(found):,}", f"{asked:,}", f"{agreed.exact:.3f}", f"{agreed.overlap:.3f}"))
    head = f"spans of {len(first):,} drafts, {len(both):,} of them annotated twice"
    return _table(head, ("spans", "of the ask", "F1 exact", "F1 overlapping"), rows)


def _real_tables(folder: Path) -> list[str]:
    with (folder / "real_ratings.csv").open(encoding="utf-8", newline="") as file:
        ratings: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file):
            ratings.setdefault(row["id"], []).append(row)
    texts = json.loads((folder / "real_texts.json").read_text("utf-8"))
    rows = []
    for source in dict.fromkeys(text["source"] for text in texts):
        rated = [ratings[text["id"]] for text in texts if text["source"] == source]
        asks = sum(sum(r["has_ask"] == "yes" for r in rows_) * 2 >= len(rows_) for rows_ in rated)
        alpha = interval_alpha([[float(r["micro"]) for r in rows_ if r["micro"]] for rows_ in rated])
        ask_alpha = interval_alpha([[float(r["has_ask"] == "yes") for r in rows_] for rows_ in rated])
        rows.append((source, f"{len(rated):,}", f"{asks:,}", f"{ask_alpha:.3f}", f"{alpha:.3f}"))
    return _table("real texts, rated but not in this repository", ("texts", "asks", "alpha of has_ask", "alpha of micro"), rows)


def main() -> None:
    """Print the figures, or write them between the marks of the data sheet."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.datasheet", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the corpus (default: data/ of the checkout)")
    parser.add_argument("--write", action="store_true", help="put the figures into README.md of that folder")
    args = parser.parse_args()
    folder = args.data or default_folder()
    text = figures(load_corpus(folder), folder)
    if not args.write:
        print(text)
        return
    sheet = folder / "README.md"
    old = sheet.read_text("utf-8")
    sheet.write_text(_BLOCK.sub(lambda match: f"{match.group(1)}{text}\n{match.group(2)}", old), "utf-8")


if __name__ == "__main__":
    main()
