"""``python -m microask.training.rewrites``: how many drafts of a split get a rewrite, and what it gains."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable

import numpy as np

from ..analyzer import Analyzer
from ..results import MICRO_FROM
from ..rewriting.guard import check
from .corpus import Draft, load_corpus


def rewrite_figures(analyzer: Analyzer, drafts: Iterable[Draft]) -> dict[str, float]:
    """Return the figures of the rewrites of drafts that are not micro.

    Parameters
    ----------
    analyzer : Analyzer
    drafts : iterable of Draft

    Returns
    -------
    dict of str to float
        ``drafts`` below the threshold, the share ``served`` with a rewrite, of the best rewrite of each the median value
        ``after`` and median ``gain``, the share of all rewrites that pass the facts ``guard``, and their mean ``brackets``.
    """
    below, served, after, gain, passed, brackets = 0, 0, [], [], [], []
    strategies: Counter[str] = Counter()
    for draft in drafts:
        score = analyzer.score(draft.text, draft.subject)
        if score.value is None or score.value >= MICRO_FROM:
            continue
        below += 1
        rewrites = analyzer.suggest(draft.text, draft.subject).rewrites
        served += bool(rewrites)
        for rewrite in rewrites:
            passed.append(check(draft.text, rewrite.text, draft.subject, rewrite.subject).ok)
            brackets.append(len(rewrite.placeholders))
        if rewrites:
            after.append(float(rewrites[0].after))
            gain.append(rewrites[0].gain)
            strategies[rewrites[0].strategy] += 1
    return {
        "drafts": below, "served": served / max(1, below), "after": float(np.median(after)), "gain": float(np.median(gain)),
        "guard": float(np.mean(passed)), "brackets": float(np.mean(brackets)),
        **{f"best: {name}": count / max(1, served) for name, count in strategies.most_common()},
    }  # fmt: skip


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.rewrites", description=__doc__)
    parser.add_argument("--split", default="dev", help="train, dev or test (default dev)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    figures = rewrite_figures(Analyzer(), [draft for draft in load_corpus() if draft.split == args.split])
    if args.json:
        print(json.dumps(figures, indent=2))
        return
    for name, value in figures.items():
        print(f"{name:40s} {value:.3f}" if name != "drafts" else f"{name:40s} {value:.0f}")


if __name__ == "__main__":
    main()
