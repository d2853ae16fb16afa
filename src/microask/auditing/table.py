"""Past outreach as rows: the columns by name or by their usual names, outcomes and dates read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from ..errors import TableError
from ..tables import find_column, open_records

_OUTCOMES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": None}


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns; None: the usual name, where there is such a column."""

    text: str | None = None
    outcome: str | None = None
    date: str | None = None
    contact: str | None = None
    channel: str | None = None
    subject: str | None = None


#: The names that ``microask collect`` writes; only the text has to be there.
USUAL = Columns("body", "replied", "date", "contact", "channel", "subject")


@dataclass(frozen=True, slots=True, repr=False)
class Row:
    """One row: its line from 1, its cells by purpose ("" where there is none), and whether it is as wide as the header."""

    line: int
    text: str
    outcome: str
    date: str
    contact: str
    channel: str
    subject: str
    ragged: bool


@dataclass(frozen=True, slots=True)
class Table:
    """An open table: which purposes have a column, a note on its encoding, and its rows."""

    present: frozenset[str]
    outcome_name: str
    note: str
    rows: Iterator[Row]


@contextmanager
def open_table(source: str | os.PathLike[str], columns: Columns, delimiter: str | None = None) -> Iterator[Table]:
    """Open a table of past outreach.

    Raises
    ------
    TableError
        No such file or column, no header, or quoting that breaks off.
    """
    with open_records(os.fspath(source), delimiter) as (dialect, records):
        first = next(records, None)
        if first is None:
            raise TableError(f"{os.fspath(source)}: empty, expected a header line with the names of the columns")
        header = first[1].cells
        places = _find(header, columns)

        def rows() -> Iterator[Row]:
            for line, record in records:
                cells = {
                    purpose: _sound(record.cells[at]) if at is not None and at < len(record.cells) else ""
                    for purpose, at in places.items()
                }
                yield Row(line=line, ragged=len(record.cells) != len(header), **cells)

        present = frozenset(purpose for purpose, at in places.items() if at is not None)
        yield Table(present, columns.outcome or USUAL.outcome or "", dialect.note, rows())


def _find(header: list[str], columns: Columns) -> dict[str, int | None]:
    places: dict[str, int | None] = {}
    for purpose in Columns.__slots__:
        named, usual = getattr(columns, purpose), getattr(USUAL, purpose)
        if named is None and usual not in [cell.strip() for cell in header] and purpose != "text":
            places[purpose] = None
        else:
            places[purpose] = find_column(header, named or usual)
    return places


def _sound(cell: str) -> str:
    # Bytes that no encoding explains are kept as surrogates by the reader and cannot be written into a page.
    return cell.encode("utf-8", "replace").decode("utf-8")


def read_outcome(row: Row, name: str) -> bool | None:
    """Return whether a message was answered, None where the cell is empty.

    Raises
    ------
    TableError
        Where the cell is anything else than the six words or empty. The cell is not quoted: a wrong column may hold drafts.
    """
    cell = row.outcome.strip().casefold()
    if cell not in _OUTCOMES:
        raise TableError(
            f"line {row.line}: column {name!r} should say whether the message was answered: yes or no, true or false, 1 or 0, or "
            "nothing where that is not known. Mend the line, or name another --outcome-column"
        )
    return _OUTCOMES[cell]


def read_date(row: Row) -> datetime | None:
    """Return the date of a row: ISO 8601, in UTC where it gives an offset, without time zone; None where it cannot be read."""
    try:
        when = datetime.fromisoformat(row.date.strip())
    except ValueError:
        return None
    try:
        return when.astimezone(UTC).replace(tzinfo=None) if when.tzinfo else when
    except OverflowError:
        return None
