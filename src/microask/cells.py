"""Cells that are written: quoted where needed, and never a formula that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re

#: A cell that begins with one of these is run as a formula by spreadsheets (OWASP, CSV injection), the full-width forms included.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?%?")


def is_formula(cell: str) -> bool:
    """Return whether a spreadsheet might run a cell; plain numbers with a sign are none."""
    return cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell)


def write_cells(cells: list[str], delimiter: str) -> str:
    """Return cells of ours as they stand in a table, quoted where needed and safe in a spreadsheet."""
    buffer = io.StringIO()
    safe = [f"'{cell}" if is_formula(cell) else cell for cell in cells]
    # The writer quotes line breaks only where they belong to its own line end.
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(safe)
    return buffer.getvalue().removesuffix("\r\n")


def guard_formulas(raw: str, delimiter: str) -> str:
    """Return a record with an apostrophe before each cell that a spreadsheet would run; all else as it stands.

    Parameters
    ----------
    raw : str
        The record as it stands in the file, without its line end.
    delimiter : str

    Returns
    -------
    str
    """
    between = re.escape(delimiter)
    # A whole quoted cell, else whatever stands up to the delimiter.
    cell = re.compile(rf'(?:^|(?<={between}))(?:"((?:[^"]|"")*+)"(?={between}|\Z)|"?([^{between}]*+))')
    parts, position = [], 0
    for match in cell.finditer(raw):
        inside = match.lastindex or 0
        if is_formula(match.group(inside)):
            parts += [raw[position : match.start(inside)], "'"]
            position = match.start(inside)
    return "".join([*parts, raw[position:]])
