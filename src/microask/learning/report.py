"""What fitting on own outcomes found, in figures and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Any

from .correction import Target
from .labels import YES_NO

#: What a person is told of each measure, and how its difference reads.
WORDS = {
    "mean_absolute_error": "mean absolute error",
    "rank_correlation": "rank correlation",
    "pairs_in_order": "pairs in order",
}


@dataclass(frozen=True)
class TrainReport:
    """What `train_csv` found and wrote.

    Attributes
    ----------
    path : pathlib.Path
        Folder of the artefacts; `microask.load` takes it.
    rows, used, unlabelled, without_ask : int
        Rows of the table; of these used, without a label, and (labelled) without an ask.
    groups : int
        Groups that the used rows fall into; of identical texts, or by the group column.
    label_column, scale : str
    group_column : str or None
    target : {"rating", "outcome"}
    alpha : float or None
        The pull to the stock that was chosen; see `microask.learning.correction.correct`.
    figures : Mapping
        See `microask.learning.validation.compare`.
    stock : Mapping
        Version and checksum of the model that was corrected.
    """

    path: Path
    rows: int
    used: int
    unlabelled: int
    without_ask: int
    groups: int
    label_column: str
    scale: str
    group_column: str | None
    target: Target
    alpha: float | None
    figures: Mapping[str, Any]
    stock: Mapping[str, Any]

    @property
    def beats_stock(self) -> bool:
        """Whether, on drafts that the fitting did not see, the own model beats the stock model beyond chance."""
        return bool(self.figures["beats_stock"])

    @property
    def changed(self) -> str:
        """What the fitting changed in the stock model."""
        if self.alpha is None:
            return "nothing"
        return "level and spread" if self.alpha == inf else "coefficients"

    def facts(self) -> dict[str, Any]:
        """Return what the manifest of the artefacts says of where they come from, ready for JSON."""
        names = ("rows", "used", "unlabelled", "without_ask", "groups", "label_column", "scale", "group_column", "target")
        facts = {name: getattr(self, name) for name in names}
        alpha = None if self.alpha in (None, inf) else self.alpha
        return {**facts, "alpha": alpha, "changed": self.changed, "figures": dict(self.figures), "stock": dict(self.stock)}

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain dicts, lists, strings and numbers, ready for JSON."""
        return {"path": str(self.path), **self.facts()}

    def __str__(self) -> str:
        what = "outcomes, yes or no" if self.scale == YES_NO else f"ratings from {self.scale.replace('-', ' to ')}"
        by = f"groups by {self.group_column!r}" if self.group_column else "different texts"
        lines = [
            f"{self.rows:,} rows: {self.used:,} used ({self.groups:,} {by}), {self.without_ask:,} without an ask, "
            f"{self.unlabelled:,} without a label",
            f"labels in {self.label_column!r}: {what}",
            "",
            f"{'on drafts not fitted on':24s}{'own':24s}{'stock':24s}difference (95 % intervals in brackets)",
        ]
        for name, words in WORDS.items():
            if name in self.figures:
                own, stock, difference = (self.figures[name][column] for column in ("own", "stock", "difference"))
                lines.append(f"{words:24s}{_figure(own):24s}{_figure(stock):24s}{_figure(difference, '+.3f')}")
        lines += ["", self._verdict()]
        if self.target == "outcome":
            lines += [
                "pairs in order: of one draft with the outcome and one without, how often the former is higher; 0.5 is chance.",
                "The value keeps the stock model's scale, macro to micro; it is no probability of the outcome.",
            ]
        lines.append(f"written to {self.path}: microask.load({str(self.path)!r}), or MICROASK_MODEL={self.path}")
        return "\n".join(lines)

    def _verdict(self) -> str:
        if self.alpha is None:
            return "The own model is the stock model: these drafts bear out no change."
        if self.beats_stock:
            return f"The own model beats the stock model (changed: {self.changed})."
        return (
            f"The own model does not beat the stock model beyond chance (changed: {self.changed}); rather keep the stock model."
        )


def _figure(found: Mapping[str, Any], form: str = ".3f") -> str:
    low, high = found["interval"]
    return f"{found['figure']:{form}} [{low:{form}}, {high:{form}}]"
