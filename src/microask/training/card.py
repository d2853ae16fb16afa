"""The model card, from measured figures alone; ``python -m microask.training.card`` writes it anew from those on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from .. import __version__
from ..features import FEATURES
from ..pipeline.heads import SENTENCE_HEADS, TOKEN_HEADS
from . import compare
from .corpus import default_folder

FIGURES = "figures.json"
CARD = "MODEL_CARD.md"


def write_card(found: dict[str, Any]) -> str:
    """Return the model card in Markdown.

    Parameters
    ----------
    found : dict
        From ``python -m microask.training``: figures of the test split, of the baselines, of the reader, of real texts.
    """
    test, cross_validated = found["test"], found["cross_validation"]
    rows = []
    for scale in ("micro", "small", "specific"):
        row = test[scale]
        ours = "value" if scale == "micro" else scale
        rows.append(
            (f"`{ours}` against {scale}", f"{row['spearman']:.3f} ({_span(row['spearman_interval'])})",
             f"{row['mean_absolute_error']:.3f} ({_span(row['error_interval'])})")
        )  # fmt: skip
    others = [
        (
            name,
            f"{row['spearman']:.3f}",
            f"{row['mean_absolute_error']:.3f}",
            f"{test['micro']['spearman'] - row['spearman']:+.3f}",
        )
        for name, row in found["baselines"].items()
    ]
    bins = [(f"{row['value']:.2f}", f"{row['rating']:.2f}", f"{row['drafts']}") for row in test["calibration"]]
    template = files(__package__).joinpath("model_card.md").read_text("utf-8")
    return template.format(
        version=__version__,
        heads=len(TOKEN_HEADS) + len(SENTENCE_HEADS),
        features=len(FEATURES),
        drafts=found["drafts"],
        corpus=found["corpus"],
        asks=test["asks"],
        tested=test["drafts"],
        main=_table(("scale", "Spearman", "mean absolute error"), rows),
        ceiling=test["ceiling"],
        cv_rho=cross_validated["micro"]["spearman"],
        cv_error=cross_validated["micro"]["mean_absolute_error"],
        accuracy=test["has_ask"]["accuracy"],
        f1=test["has_ask"]["f1"],
        no_ask=test["has_ask"]["no_ask_found"],
        label=test["label"]["accuracy"],
        worst=test["label"]["macro_called_micro"],
        twins=test["twins"]["right"],
        pairs=test["twins"]["pairs"],
        real=_real(found.get("real")),
        baselines=_table(("baseline on the same drafts", "Spearman", "mean absolute error", "microask better by"), others),
        calibration=_table(("mean value in a tenth of the scale", "mean rating", "drafts"), bins),
        hard=_errors("written for a difficulty", test["by"]["hard_type"]),
        channel=_errors("channel", test["by"]["channel"]),
        english=_errors("English", test["by"]["english"]),
        reading=_table(
            ("what", "F1", "gold spans"), [(name, f"{f1:.3f}", f"{n:,}") for name, (f1, n) in found["reading"].items()]
        ),
        epochs=compare.EPOCHS,
        comparison=_comparison(),
        choices=_choices(),
    )


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = tuple(head)
    bars = ("---", *("---:" for _ in head[1:]))
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, bars, *rows))


def _errors(title: str, rows: dict[str, dict[str, float]]) -> str:
    cells = [(name, f"{row['mean_absolute_error']:.3f}", f"{row['drafts']}") for name, row in rows.items()]
    return _table((title, "mean absolute error", "drafts"), cells)


def _real(real: dict[str, float] | None) -> str:
    if not real:
        return ""
    return (
        f"\nOn {real['texts']} real sentences and passages of mail, answers and newsgroups, to whose ratings nothing was fitted: "
        f"Spearman {real['spearman']:.3f} and error {real['error']:.3f} on the {real['both']} where raters and microask see an "
        f"ask; F1 of seeing one {real['has_ask_f1']:.3f}.\n"
    )


def _comparison() -> str:
    path = default_folder().parent / "models" / "language" / compare.FILE
    if not path.is_file():
        return "Not measured for this version."
    variants = json.loads(path.read_text("utf-8"))
    names = list(next(iter(variants.values())))
    rows = [(variant, *(f"{row[name]:.3f}" for name in names)) for variant, row in variants.items()]
    return _table(("variant", *names), rows)


def _choices() -> str:
    path = default_folder().parent / "models" / "scorer" / "choices.json"
    if not path.is_file():
        return "Not measured for this version."
    found = json.loads(path.read_text("utf-8"))
    tables = []
    for title, part in (("family of models", "families"), ("left out of the scorer", "left_out")):
        rows = [(name, f"{row['spearman']:.3f}", f"{row['mean_absolute_error']:.3f}") for name, row in found[part].items()]
        tables.append(_table((title, "Spearman", "mean absolute error"), rows))
    return "\n\n".join(tables)


def main() -> None:
    """Write the card anew from the figures of the last evaluation, which is not repeated."""
    folder = default_folder().parent / "models" / "scorer"
    (folder / CARD).write_text(write_card(json.loads((folder / FIGURES).read_text("utf-8"))), "utf-8")


if __name__ == "__main__":
    main()
