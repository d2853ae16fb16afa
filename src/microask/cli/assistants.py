"""``microask mcp`` and ``microask lsp``: servers that another program starts and talks to over standard input and output."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from typing import Any

import typer

from ..errors import MicroaskError

app = typer.Typer()


@app.command(epilog="An assistant starts it: enter `microask mcp` as the command of a local MCP server.")
def mcp() -> None:
    """Serve the tools of an assistant over MCP (standard input and output)."""
    _serve("mcp", "microask.mcp_server")


@app.command(epilog="An editor starts it; see the README for VS Code, Neovim and Helix.")
def lsp() -> None:
    """Serve an editor over the Language Server Protocol (standard input and output)."""
    _serve("lsp", "microask.editor.server")


def _serve(extra: str, module: str) -> None:
    try:
        serve = import_module(module).serve
    except ImportError as error:
        raise MicroaskError(f'microask {extra} needs {error.name}; run: pip install "microask[{extra}]"') from None
    from ..api import default_analyzer  # noqa: PLC0415  # --help loads no pipeline

    _end_on_signals()
    analyzer = default_analyzer()
    if sys.stdin.isatty():
        typer.echo(f"microask {extra} speaks to a program, not to a person: let it be started by one (Ctrl+C ends it)", err=True)
    # The first score takes longer than the rest.
    analyzer.score("Could you look at one slide?")
    serve(analyzer)


def _end_on_signals() -> None:
    # A thread that waits for input cannot be woken, and a usual exit would wait for it. Nothing is lost: no file is open.
    def end(*_: Any) -> None:
        os._exit(0)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
