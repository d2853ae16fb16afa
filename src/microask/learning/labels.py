"""Labels: what stands in a column of ratings or outcomes, and on which scale."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import NamedTuple

from ..errors import InputValueError, LearningError
from .correction import Target

YES = frozenset(("yes", "y", "true"))
NO = frozenset(("no", "n", "false"))
MISSING = frozenset(("", "na", "n/a", "nan", "null"))
YES_NO = "yes-no"
_SCALE = re.compile(r"(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)")


class Labels(NamedTuple):
    """The labels of rows: ratings on 0 to 1, or outcomes 0.0 or 1.0; None where there is none."""

    y: list[float | None]
    scale: str
    target: Target


def check_scale(scale: str) -> tuple[float, float]:
    """Return the ends of a scale.

    Raises
    ------
    InputValueError
        Where it is none.
    """
    match = _SCALE.fullmatch(scale)
    low, high = (float(match[1]), float(match[2])) if match else (0.0, 1.0)
    if low >= high or not (match or scale == YES_NO):
        raise InputValueError(
            f"scale should be {YES_NO}, or the lowest and the highest rating as in 0-1, 0-10, 1-5 or 0-100; got {scale!r}"
        )
    return low, high


def read_labels(cells: Sequence[tuple[int, str]], scale: str | None = None) -> Labels:
    """Read labels.

    Parameters
    ----------
    cells : sequence of (int, str)
        Line numbers, for the errors, and cells.
    scale : str, optional
        ``"yes-no"`` for outcomes (yes/no, y/n, true/false, 1/0), or the ends of the ratings, as in ``"0-10"``. Default: yes-no
        where all labels are such, 0-1 where all are numbers from 0 to 1; all else is ambiguous, and refused.

    Returns
    -------
    Labels

    Raises
    ------
    LearningError
        Where a label is not on the scale, or the scale is ambiguous; names the line and never quotes the cell, which may hold
        anything where the wrong column was named.
    """
    found = [(line, _value(cell)) for line, cell in cells]
    if wrong := [line for line, value in found if value is not None and math.isnan(value)]:
        raise LearningError(
            f"line {wrong[0]}: its label is neither a number nor yes or no ({len(wrong):,} of {len(found):,} labels are not); "
            "check that the label column is the right one, and leave a cell empty where there is no label"
        )
    words = any(cell.strip().casefold() in YES | NO for _, cell in cells)
    values = [value for _, value in found if value is not None]
    if scale is None:
        if not set(values) - {0.0, 1.0}:
            scale = YES_NO
        elif max(values) <= 1 and min(values) >= 0 and not words:
            scale = "0-1"
        else:
            raise LearningError(
                f"the labels run from {min(values):g} to {max(values):g}, and on which scale they are is not said; "
                "name it, such as 0-10 or 0-100 (--scale 0-10 on the command line)"
            )
    low, high = check_scale(scale)
    said = "yes or no, 1 or 0" if scale == YES_NO else f"a number from {low:g} to {high:g}"
    for line, value in found:
        on_scale = value is None or (value in (0.0, 1.0) if scale == YES_NO else low <= value <= high and not words)
        if not on_scale:
            raise LearningError(f"line {line}: its label should be {said}; mend it, or name another scale")
    y = [None if value is None else (value - low) / (high - low) for _, value in found]
    return Labels(y, scale, "outcome" if scale == YES_NO else "rating")


def _value(cell: str) -> float | None:
    """Return the number that a cell stands for: None for none, nan where it is neither a number nor yes or no."""
    word = cell.strip().casefold()
    if word in MISSING:
        return None
    if word in YES | NO:
        return float(word in YES)
    try:
        value = float(word)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
