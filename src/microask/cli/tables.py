"""``microask batch``: a table of past outreach."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ..errors import TableError
from .common import Json, StageOption, clean_end, known_stage
from .progress import Progress

app = typer.Typer()


@app.command(
    epilog="Examples: microask batch past.csv --text-column body -o scored.csv | "
    "microask batch past.tsv --text-column text --subject-column subject -o - --jobs 2 | "
    "microask batch past.csv --text-column body -o scored.csv --backend dask --scheduler tcp://10.0.0.5:8786"
)
def batch(
    source: Annotated[str, typer.Argument(metavar="IN.csv", help="CSV or TSV, also .gz; - for standard input.")],
    text_column: Annotated[str, typer.Option(help="Column that holds the drafts.")],
    output: Annotated[str, typer.Option("-o", "--output", help="File to write; - for standard output.")],
    subject_column: Annotated[str | None, typer.Option(help="Column that holds the subject lines.")] = None,
    stage: StageOption = "first",
    suggest: Annotated[bool, typer.Option("--suggest", help="Append the best rewrite and its gain.")] = False,
    jobs: Annotated[int, typer.Option(help="Worker processes; -1: one a core.")] = 1,
    delimiter: Annotated[str | None, typer.Option(help="One character, or \\t; default: found out.")] = None,
    prefix: Annotated[str, typer.Option(help="Put before the names of our columns.")] = "microask_",
    guard: Annotated[
        bool, typer.Option("--guard-formulas", help="Put ' before your own cells that a spreadsheet would run; ours never are.")
    ] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on where an interrupted run stopped.")] = False,
    backend: Annotated[Literal["loky", "dask"], typer.Option(help="Processes of this machine, or a Dask cluster.")] = "loky",
    scheduler: Annotated[str | None, typer.Option(help="Address of the cluster, such as tcp://10.0.0.5:8786.")] = None,
    timeout: Annotated[float, typer.Option(min=1, help="Seconds a worker may take over a batch before it counts as hung.")] = 120,
    as_json: Json = False,
) -> None:
    """Score a CSV of past outreach; the columns come back as they were, ours behind them.

    The output appears whole or not at all. An interrupted run of some thousand rows leaves OUTPUT.part and OUTPUT.journal
    beside it; the same command with --resume goes on from there, without it the run begins anew.
    """
    delimiter = "\t" if delimiter == "\\t" else delimiter
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise typer.BadParameter("expected one character, no quote or line end", param_hint="--delimiter")
    if resume and output == "-":
        raise typer.BadParameter("standard output cannot be resumed; name a file", param_hint="--resume")
    if (backend == "dask") != (scheduler is not None):
        raise typer.BadParameter("--backend dask and --scheduler go together", param_hint="--scheduler")
    if jobs == 0:
        raise typer.BadParameter("expected 1 or more, or -1 for one a core", param_hint="--jobs")
    at_stage = known_stage(stage)
    if source != "-" and not Path(source).exists():
        raise TableError(f"no such file: {source}; check the path")
    from ..batch import score_csv  # noqa: PLC0415

    with clean_end(), Progress() as progress:
        try:
            report = score_csv(
                source, output, text_column, subject_column=subject_column, stage=at_stage, suggest=suggest, n_jobs=jobs,
                delimiter=delimiter, prefix=prefix, guard=guard, resume=resume, backend=backend, scheduler=scheduler,
                timeout=timeout, progress=progress.update,
            )  # fmt: skip
        except TableError as error:
            if output == "-" and isinstance(error.__cause__, BrokenPipeError):
                _let_go_of_stdout()
            raise
    if as_json:
        counts: dict[str, Any] = {**report.counts(), "notes": report.notes}
        print(json.dumps(counts, ensure_ascii=False), file=sys.stderr if output == "-" else sys.stdout)
    else:
        typer.echo(str(report), err=True)


def _let_go_of_stdout() -> None:
    """Keep Python from complaining of a closed pipe once more when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
