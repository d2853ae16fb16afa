"""Past outreach scored: a CSV in, the same CSV with our columns out; no row is dropped."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .cells import guard_formulas, write_cells
from .drafts import DraftTable
from .errors import InputValueError, TableError
from .parallel import TIMEOUT, Backend, open_pool
from .results import Stage
from .rows import COLUMNS, REWRITE_COLUMNS, Row, RowScoring, score_drafts
from .tables import Dialect, Record, find_dialect, open_source
from .targets import BLOCK_BYTES, BLOCK_ROWS, Checkpoint, Target, find_checkpoint, open_target

if TYPE_CHECKING:
    from .analyzer import Analyzer


@dataclass
class BatchReport:
    """What a batch run met.

    Attributes
    ----------
    rows : int
        Rows of the table, blank lines left out.
    labels : Counter
        How many rows have each label.
    problems : Counter
        How many rows have each warning or error.
    notes : list of str
        What holds for the whole table, such as the encoding that was found out.
    """

    rows: int = 0
    labels: Counter[str] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        labels = ", ".join(f"{count:,} {label}" for label, count in sorted(self.labels.items()))
        lines = [f"{self.labels.total():,} rows scored: {labels or 'none'}"]
        lines += self.notes
        lines += [f"{count:,} {'row' if count == 1 else 'rows'}: {problem}" for problem, count in self.problems.most_common()]
        return "\n".join(lines)

    def count(self, row: Row) -> None:
        """Count one row."""
        self.rows += 1
        if row.label:
            self.labels[row.label] += 1
        self.problems.update(row.problems)

    def counts(self) -> dict[str, Any]:
        """Return what has been counted, for a journal."""
        return {"rows": self.rows, "labels": dict(self.labels), "problems": dict(self.problems)}

    def restore(self, counts: dict[str, Any]) -> None:
        """Go on counting from what a journal holds."""
        self.rows, self.labels, self.problems = counts["rows"], Counter(counts["labels"]), Counter(counts["problems"])


def score_csv(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    text_column: str,
    *,
    subject_column: str | None = None,
    stage: Stage = "first",
    suggest: bool = False,
    n_jobs: int = 1,
    delimiter: str | None = None,
    prefix: str = "microask_",
    guard: bool = False,
    resume: bool = False,
    backend: Backend = "loky",
    scheduler: str | None = None,
    timeout: float = TIMEOUT,
    analyzer: Analyzer | None = None,
    progress: Callable[[int, float | None], None] | None = None,
) -> BatchReport:
    """Score a column of a CSV.

    Parameters
    ----------
    source, target : str or path-like
        CSV or TSV, also gzip; ``-`` for standard input and output. UTF-8, UTF-16 or UTF-32, with or without a byte order mark;
        what is neither is read as Latin-1, with a note. The target is written in the same encoding, and appears whole or not at
        all.
    text_column : str
        Column that holds the drafts.
    subject_column : str, optional
    stage : {"first", "building", "established"}
    suggest : bool
        Append the best rewrite and its gain as well.
    n_jobs : int
        Worker processes; 1 scores in this process, -1: one a core. A cluster uses all of its workers.
    delimiter : str, optional
        Default: found out from the first line.
    prefix : str
        Put before the names of our columns.
    guard : bool
        Put an apostrophe before each of the user's own cells that a spreadsheet would run as a formula; ours never are one.
    resume : bool
        Go on where an interrupted run of the same input, model and options stopped; the result is the same to the byte. Where
        none was interrupted, begin.
    backend : {"loky", "dask"}
        Processes of this machine, or a Dask cluster (extra ``dask``).
    scheduler : str, optional
        Address of the scheduler of the cluster.
    timeout : float
        Seconds that a worker may take over a batch of at most 128 rows before it counts as hung.
    analyzer : Analyzer, optional
        Default: the one of the package.
    progress : callable, optional
        Called with the number of rows done and the share of the input read (0 to 1, None for standard input).

    Returns
    -------
    BatchReport

    Raises
    ------
    TableError
        No such file or column, no header, a clash of column names, or an interrupted run that does not fit. The target is
        as it was then.
    WorkerError
        Workers or a cluster that cannot be reached or cannot do their work; ``resume`` goes on from there.
    InputValueError
        An argument that is out of its range.
    """
    source, target = os.fspath(source), os.fspath(target)
    if resume and target == "-":
        raise InputValueError("standard output cannot be resumed; name a file to write")
    with open_source(source) as opened:
        dialect = find_dialect(opened.head, delimiter)
        table = DraftTable(opened, dialect, source, text_column, subject_column)
        names = [prefix + name for name in (*COLUMNS, *(REWRITE_COLUMNS if suggest else ()))]
        if clash := [name for name in names if name in table.header.cells]:
            raise TableError(f"column {clash[0]!r} is there already; choose another --prefix, or leave it out of the table")
        scoring = RowScoring.of(analyzer, stage, suggest)
        made_with = {
            "model": scoring.fingerprint, "text column": text_column, "subject column": subject_column, "stage": stage,
            "suggest": suggest, "encoding": dialect.encoding, "delimiter": dialect.delimiter, "prefix": prefix, "guard": guard,
        }  # fmt: skip
        report = BatchReport(notes=[dialect.note] if dialect.note else [])
        begun = find_checkpoint(target, made_with) if resume else None
        if begun:
            table.skip(begun)
            report.restore(begun.counts)
        with open_pool(n_jobs, backend, scheduler) as pool, open_target(target, begun) as out:
            writer = _Writer(table, dialect, out, guard)
            if not begun:
                writer.begin(names)
            for row in score_drafts(table.drafts(), scoring, analyzer, pool, timeout):
                if writer.put(row):
                    report.count(row)
                    if progress:
                        progress(report.rows, opened.share(table.read))
                if writer.block_is_full():
                    out.save(Checkpoint(made_with, table.read, table.digest, report.counts()))
    return report


class _Writer:
    """Writes the records of a table with our columns behind them."""

    def __init__(self, table: DraftTable, dialect: Dialect, out: Target, guard: bool) -> None:
        self._table, self._dialect, self._out, self._guard = table, dialect, out, guard
        self._rows = self._bytes = 0

    def begin(self, names: list[str]) -> None:
        """Write what stands above the first row."""
        self._out.write(self._dialect.bom)
        for record in self._table.above:
            self._write(record, None)
        self._write(self._table.header, names, "\n")

    def put(self, row: Row) -> bool:
        """Write the next record; return whether it is a row, and not a blank line that stays one."""
        record = self._table.waiting.popleft()
        is_row = bool(record.cells or record.error)
        self._rows += 1
        self._bytes += self._write(record, _cells(row) if is_row else None)
        return is_row

    def block_is_full(self) -> bool:
        """Return whether enough has been written to save it, and begin to count anew if so."""
        full = self._rows >= BLOCK_ROWS or self._bytes >= BLOCK_BYTES
        if full:
            self._rows = self._bytes = 0
        return full

    def _write(self, record: Record, cells: list[str] | None, end: str = "") -> int:
        """Write a record, its cells of ours behind it; return its size in the input."""
        delimiter = self._dialect.delimiter
        raw = guard_formulas(record.raw, delimiter) if self._guard else record.raw
        self._out.write(self._dialect.encode(raw))
        if cells is not None:
            # A short row is filled up, so that our columns stand under their names.
            filling = delimiter * (1 + max(0, len(self._table.header.cells) - len(record.cells)))
            # The encoding of the table may lack a character of ours, such as one that stood there as an HTML entity.
            self._out.write((filling + write_cells(cells, delimiter)).encode(self._dialect.encoding, "replace"))
        self._out.write(self._dialect.encode(record.end or end))
        return self._table.done(record)


def _cells(row: Row) -> list[str]:
    numbers = ["" if value is None else f"{value:.4f}" for value in (row.value, row.small, row.specific)]
    cells = [*numbers, row.label, row.verdict, row.ask, row.why, "; ".join(row.problems)]
    if row.rewrite is not None:
        cells += [row.rewrite, "" if row.gain is None else f"{row.gain:+.4f}"]
    return cells
