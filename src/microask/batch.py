"""Past outreach scored: a CSV in, the same CSV with our columns out; no row is dropped."""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from .errors import TableError
from .results import Score, Stage
from .tables import HEAD, Record, find_column, find_dialect, open_source, open_target, read_records, write_cells

if TYPE_CHECKING:
    from .analyzer import Analyzer

#: Columns that are appended, behind the prefix.
COLUMNS = ("value", "small", "specific", "label", "verdict", "ask", "why", "error")
#: Rows read at once by each worker.
WINDOW = 1024


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
        lines = [f"{self.rows:,} rows scored: {labels or 'none'}"]
        lines += self.notes
        lines += [f"{count:,} rows: {problem}" for problem, count in self.problems.most_common()]
        return "\n".join(lines)


def score_csv(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    text_column: str,
    *,
    subject_column: str | None = None,
    stage: Stage = "first",
    n_jobs: int = 1,
    delimiter: str | None = None,
    prefix: str = "microask_",
    analyzer: Analyzer | None = None,
    progress: Callable[[int], None] | None = None,
) -> BatchReport:
    """Score a column of a CSV.

    Parameters
    ----------
    source, target : str or path-like
        CSV or TSV, also gzip; ``-`` for standard input and output. UTF-8 or UTF-16, with or without a byte order mark; what is
        neither is read as Latin-1, with a note. The target is written in the same encoding, and appears whole or not at all.
    text_column : str
        Column that holds the drafts.
    subject_column : str, optional
    stage : {"first", "building", "established"}
    n_jobs : int
        Worker processes; see `Analyzer.score_many`.
    delimiter : str, optional
        Default: found out from the first line.
    prefix : str
        Put before the names of our columns.
    analyzer : Analyzer, optional
        Default: the one of the package.
    progress : callable, optional
        Called with the number of rows done.

    Returns
    -------
    BatchReport

    Raises
    ------
    TableError
        No such file or column, no header, quoting that breaks off, or a clash of column names. Nothing is written then.
    """
    if analyzer is None:
        from .api import default_analyzer  # noqa: PLC0415  # the table is checked before a model is loaded

        analyzer = default_analyzer()
    report = BatchReport()
    with open_source(os.fspath(source)) as raw:
        dialect = find_dialect(raw.peek(HEAD), delimiter)
        if dialect.note:
            report.notes.append(dialect.note)
        raw.read(len(dialect.bom))
        text = io.TextIOWrapper(raw, dialect.encoding, errors="surrogateescape", newline="")
        records = read_records(text, dialect.delimiter)
        header = next((record for record in records if record.cells), None)
        if header is None:
            raise TableError(f"{source}: empty, expected a header line with the names of the columns")
        text_at = find_column(header.cells, text_column)
        subject_at = find_column(header.cells, subject_column) if subject_column else None
        names = [prefix + name for name in COLUMNS]
        if clash := [name for name in names if name in header.cells]:
            raise TableError(f"column {clash[0]!r} is there already; choose another --prefix, or leave it out of the table")
        with open_target(os.fspath(target)) as out:
            out.write(dialect.bom)

            def put(line: str) -> None:
                out.write(line.encode(dialect.encoding, "surrogateescape"))

            put(header.raw + dialect.delimiter + write_cells(names, dialect.delimiter) + (header.end or "\n"))
            scored = _score(records, analyzer, text_at, subject_at, stage, n_jobs)
            for record, score in scored:
                if score is None:
                    put(record.raw + record.end)
                    continue
                error = _problem(record, len(header.cells), text_at)
                cells = _cells(score, error)
                # A short row is filled up, so that our columns stand under their names.
                filling = dialect.delimiter * max(0, len(header.cells) - len(record.cells))
                line = record.raw + filling + dialect.delimiter + write_cells(cells, dialect.delimiter)
                put(line + (record.end or ""))
                _count(report, score, error)
                if progress:
                    progress(report.rows)
    return report


def _score(
    records: Iterator[Record],
    analyzer: Analyzer,
    text_at: int,
    subject_at: int | None,
    stage: Stage,
    n_jobs: int,
) -> Iterator[tuple[Record, Score | None]]:
    """Yield each record with its score, None for a blank line."""
    window_size = WINDOW * (n_jobs if n_jobs > 1 else (os.cpu_count() or 1) if n_jobs < 0 else 1)
    while window := list(islice(records, window_size)):
        pairs = [(_cell(record, text_at), _cell(record, subject_at)) for record in window if record.cells]
        scores = analyzer.score_pairs(pairs, n_jobs, stage)
        for record in window:
            yield record, next(scores) if record.cells else None


def _cell(record: Record, at: int | None) -> str:
    return record.cells[at] if at is not None and at < len(record.cells) else ""


def _problem(record: Record, width: int, text_at: int) -> str:
    if len(record.cells) != width:
        return f"row has {len(record.cells)} cells, the header has {width}"
    return "" if record.cells[text_at].strip() else "empty cell"


def _cells(score: Score, error: str) -> list[str]:
    numbers = ["" if value is None else f"{value:.4f}" for value in (score.value, score.small, score.specific)]
    why = "; ".join(f"{e.words} {e.effect:+.2f}" for e in [e for e in score.effects if e.words][:3])
    ask = score.asks[0].text if score.asks else ""
    problems = "; ".join(filter(None, [error, *score.warnings]))
    return [*numbers, score.label, score.verdict, " ".join(ask.split()), why, problems]


def _count(report: BatchReport, score: Score, error: str) -> None:
    report.rows += 1
    report.labels[score.label] += 1
    for problem in filter(None, (error, *score.warnings)):
        report.problems[problem] += 1
