"""``microask train``: fit the scorer on one's own outcomes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..errors import TableError
from .common import Json, print_json

app = typer.Typer()


@app.command(
    epilog="Examples: microask train mine.csv --text-column body --label-column rating --scale 0-10 | "
    "microask train sent.csv --text-column body --label-column replied --group-column contact -o replies-model"
)
def train(
    source: Annotated[str, typer.Argument(metavar="IN.csv", help="CSV or TSV, also .gz; - for standard input.")],
    text_column: Annotated[str, typer.Option(help="Column that holds the drafts.")],
    label_column: Annotated[str, typer.Option(help="Column of ratings (how micro), or of outcomes such as replied: yes or no.")],
    output: Annotated[str, typer.Option("-o", "--output", help="Folder to write the model to.")] = "own-model",
    subject_column: Annotated[str | None, typer.Option(help="Column that holds the subject lines.")] = None,
    group_column: Annotated[str | None, typer.Option(help="Column whose rows belong together, such as the contact.")] = None,
    scale: Annotated[
        str | None, typer.Option(help="yes-no, or the ends of the ratings: 0-1, 0-10, 1-5 ...; found out where only one fits.")
    ] = None,
    delimiter: Annotated[str | None, typer.Option(help="One character; default: found out.")] = None,
    as_json: Json = False,
) -> None:
    """Fit the scorer on your own ratings or outcomes, and say whether it beats the stock model."""
    if delimiter is not None and len(delimiter) != 1:
        raise typer.BadParameter("expected one character", param_hint="--delimiter")
    if source != "-" and not Path(source).is_file():
        raise TableError(f"no such file: {source}; check the path")
    from ..learning.train import train_csv  # noqa: PLC0415  # --help and usage errors load no pipeline

    report = train_csv(
        source, output, text_column, label_column, subject_column=subject_column, group_column=group_column, scale=scale,
        delimiter=delimiter,
    )  # fmt: skip
    if as_json:
        print_json(report.to_dict())
    else:
        typer.echo(str(report))
