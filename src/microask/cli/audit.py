"""``microask audit``: what past outreach shows."""

from __future__ import annotations

from typing import Annotated

import typer

from .common import Json, print_json, print_rich
from .progress import Progress

app = typer.Typer()


@app.command(
    epilog="Examples: microask audit outreach.csv --html report.html | "
    "microask audit sent.csv --text-column message --outcome-column answered --json"
)
def audit(
    source: Annotated[str, typer.Argument(metavar="OUTREACH.csv", help="CSV or TSV, also .gz; - for standard input.")],
    text_column: Annotated[str | None, typer.Option(help="Column that holds the messages; default: body.")] = None,
    outcome_column: Annotated[str | None, typer.Option(help="Column that says yes or no to a reply; default: replied.")] = None,
    date_column: Annotated[str | None, typer.Option(help="Column of dates (ISO 8601); default: date.")] = None,
    contact_column: Annotated[str | None, typer.Option(help="Column that says to whom; default: contact.")] = None,
    channel_column: Annotated[str | None, typer.Option(help="Column that says by what; default: channel.")] = None,
    subject_column: Annotated[str | None, typer.Option(help="Column of subject lines; default: subject.")] = None,
    html: Annotated[str | None, typer.Option(help="Write the report as one self-contained page.")] = None,
    jobs: Annotated[int, typer.Option(help="Worker processes; -1: one a core.")] = 1,
    delimiter: Annotated[str | None, typer.Option(help="One character; default: found out.")] = None,
    as_json: Json = False,
) -> None:
    """Show how micro past asks were, what went with replies, and who is owed a report-back."""
    if delimiter is not None and len(delimiter) != 1:
        raise typer.BadParameter("expected one character", param_hint="--delimiter")
    if html == "-":
        raise typer.BadParameter("expected the name of a file; the summary goes to standard output", param_hint="--html")
    from ..auditing import audit as run  # noqa: PLC0415  # --help and usage errors load no pipeline

    with Progress(things="messages") as progress:
        result = run(
            source, text_column, outcome_column, date_column=date_column, contact_column=contact_column,
            channel_column=channel_column, subject_column=subject_column, html=html, n_jobs=jobs, delimiter=delimiter,
            progress=progress.update,
        )  # fmt: skip
    if as_json:
        print_json(result.to_dict())
        return
    from ..auditing.terminal import render_audit  # noqa: PLC0415

    print_rich(render_audit(result))
    if html:
        typer.echo(f"The report is in {html}", err=True)
