"""The command line: ``microask COMMAND``; one module a group of commands, each bound to the app here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import typer

from .. import __version__
from ..errors import MicroaskError
from . import assistants, audit, drafts, learn, mail, tables, web
from .common import print_notes

app = typer.Typer(
    help="Reads an outreach draft before it is sent: is its ask macro or micro, why, and how to rewrite it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for module in (drafts, tables, mail, audit, learn, web, assistants):
    app.registered_commands += module.app.registered_commands


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        typer.echo(f"microask {__version__}")
        raise typer.Exit


def main(args: list[str] | None = None) -> None:
    """Run the command line; exit code 0 fine, 1 a data error, 2 wrong usage."""
    run: Callable[..., Any] = app
    try:
        run(args)
    except MicroaskError as error:
        print_notes(str(error), error)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        typer.echo("microask: interrupted; nothing was written", err=True)
        raise SystemExit(130) from None
