"""``microask batch``: a table of past outreach."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from ..errors import TableError
from .common import Json, Progress, StageOption, known_stage

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

    with Progress("rows") as progress:
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
