"""``microask batch``: a table of past outreach."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import TableError
from .common import Json, StageOption, known_stage

app = typer.Typer()


@app.command(
    epilog="Examples: microask batch past.csv --text-column body -o scored.csv | "
    "microask batch past.tsv --text-column text --subject-column subject -o - --jobs 2"
)
def batch(
    source: Annotated[str, typer.Argument(metavar="IN.csv", help="CSV or TSV, also .gz; - for standard input.")],
    text_column: Annotated[str, typer.Option(help="Column that holds the drafts.")],
    output: Annotated[str, typer.Option("-o", "--output", help="File to write; - for standard output.")],
    subject_column: Annotated[str | None, typer.Option(help="Column that holds the subject lines.")] = None,
    stage: StageOption = "first",
    jobs: Annotated[int, typer.Option(help="Worker processes; -1: one a core.")] = 1,
    delimiter: Annotated[str | None, typer.Option(help="One character; default: found out.")] = None,
    prefix: Annotated[str, typer.Option(help="Put before the names of our columns.")] = "microask_",
    as_json: Json = False,
) -> None:
    """Score a CSV of past outreach; the columns come back as they were, ours behind them."""
    if delimiter is not None and len(delimiter) != 1:
        raise typer.BadParameter("expected one character", param_hint="--delimiter")
    at_stage = known_stage(stage)
    if source != "-" and not Path(source).is_file():
        raise TableError(f"no such file: {source}; check the path")
    from ..batch import score_csv  # noqa: PLC0415

    with _Progress() as progress:
        report = score_csv(
            source, output, text_column, subject_column=subject_column, stage=at_stage, n_jobs=jobs,
            delimiter=delimiter, prefix=prefix, progress=progress.update,
        )  # fmt: skip
    if as_json:
        counts = {
            "rows": report.rows,
            "labels": dict(report.labels),
            "problems": dict(report.problems),
            "notes": report.notes,
        }
        print(json.dumps(counts, ensure_ascii=False), file=sys.stderr if output == "-" else sys.stdout)
    else:
        typer.echo(str(report), err=True)


class _Progress:
    """A bar with the number of rows on standard error; nothing where that is no terminal."""

    def __enter__(self) -> _Progress:
        self._bar: Any = None
        if sys.stderr.isatty():
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

            from ..render import make_console  # noqa: PLC0415

            columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} rows"), TimeElapsedColumn())
            self._bar = Progress(*columns, console=make_console(stderr=True), transient=True)
            self._task = self._bar.add_task("rows", total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, rows: int) -> None:
        """Show the number of rows done."""
        if self._bar is not None:
            self._bar.update(self._task, completed=rows)
