"""``python -m microask.training.panel``: what the blind panel said of the rewrites, and of a language model's as the yardstick.

The panel's texts and answers lie in ``data/panel/``; `data/README.md` says how they were made.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

from .corpus import default_folder

#: Question, the answer that counts, and what it means.
QUESTIONS = (
    ("prefers_rewrite", "yes", "rewrite preferred"),
    ("grammatical", "yes", "as grammatical as the draft"),
    ("invents", "no", "nothing invented"),
    ("same_sender", "yes", "same sender"),
)


def panel_figures(folder: Path) -> dict[str, dict[str, float]]:
    """Return the share of good answers to each question.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``answers.csv``: rater, draft, source of the rewrite (first, microask or model) and an answer to each question.

    Returns
    -------
    dict of str to dict of str to float
        By source; for each question the share of answers, and under ``"..., by majority"`` the share of rewrites of which
        most raters said so.
    """
    rows = list(csv.DictReader((folder / "answers.csv").open(encoding="utf-8", newline="")))
    found: dict[str, dict[str, float]] = {}
    for source in dict.fromkeys(row["source"] for row in rows):
        own = [row for row in rows if row["source"] == source]
        figures: dict[str, float] = {"rewrites": len({row["draft"] for row in own}), "answers": len(own)}
        for question, good, words in QUESTIONS:
            by_draft: dict[str, list[bool]] = defaultdict(list)
            for row in own:
                by_draft[row["draft"]].append(row[question] == good)
            figures[words] = sum(row[question] == good for row in own) / len(own)
            figures[f"{words}, by majority"] = sum(2 * sum(said) > len(said) for said in by_draft.values()) / len(by_draft)
        found[source] = figures
    return found


def main() -> None:
    """Print the figures."""
    print(json.dumps(panel_figures(default_folder() / "panel"), indent=2))


if __name__ == "__main__":
    main()
