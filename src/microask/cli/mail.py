"""``microask collect``: a mailbox turned into a table of past outreach."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from .common import Json
from .progress import Progress

app = typer.Typer()


@app.command(
    epilog="Examples: microask collect takeout.mbox -o sent.csv | microask collect Inbox Sent --me ana@example.org -o sent.csv | "
    "microask collect messages.csv --redact -o sent.csv"
)
def collect(
    sources: Annotated[
        list[str],
        typer.Argument(metavar="MAILBOX...", help="mbox, .eml, a folder of them, Maildir, or LinkedIn's messages.csv."),
    ],
    output: Annotated[str, typer.Option("-o", "--output", help="CSV to write; - for standard output.")],
    me: Annotated[
        list[str] | None, typer.Option(help="Your address, or your name on LinkedIn; may be repeated. Default: found out.")
    ] = None,
    redact: Annotated[bool, typer.Option("--redact", help="Replace addresses and names by stand-ins.")] = False,
    as_json: Json = False,
) -> None:
    """Turn a mailbox into a CSV of what you sent and what came of it; nothing leaves this machine."""
    from ..collecting import collect as run  # noqa: PLC0415

    with Progress(things="messages") as progress:
        report = run(sources, output, me=me or (), redact=redact, progress=progress.update)
    if as_json:
        print(json.dumps(vars(report), ensure_ascii=False), file=sys.stderr if output == "-" else sys.stdout)
    else:
        typer.echo(str(report), err=True)
