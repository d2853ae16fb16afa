"""What the commands share: options, how a draft is read, how results are printed."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ..errors import InputValueError
from ..results import VERDICTS, Stage

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Suffixes by which an argument is taken for a file name even where no such file exists.
FILE_SUFFIXES = (".txt", ".eml", ".md", ".html", ".htm")

Draft = Annotated[str, typer.Argument(metavar="TEXT|FILE|-", help="The draft, a file that holds it, or - for standard input.")]
Subject = Annotated[str | None, typer.Option(help="Subject line, where it is not part of the text.")]
StageOption = Annotated[str, typer.Option(help="How far the relation has come: first, building or established.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def read_draft(draft: str) -> str:
    """Return the text that an argument names."""
    if draft == "-":
        return sys.stdin.buffer.read().decode("utf-8", "surrogateescape")
    path = Path(draft)
    try:
        is_file = len(draft) < 1024 and path.is_file()
    except (OSError, ValueError):
        is_file = False
    if is_file:
        data = path.read_bytes()
        try:
            return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("latin-1")
    if draft.endswith(FILE_SUFFIXES) and " " not in draft:
        raise InputValueError(f"no such file: {draft}; check the path, or pass the draft itself in quotes")
    return draft


def known_stage(stage: str) -> Stage:
    """Return a stage, or end with wrong usage."""
    if stage not in VERDICTS:
        raise typer.BadParameter(f"expected one of {', '.join(VERDICTS)}", param_hint="--stage")
    return cast(Stage, stage)


class Terminated(KeyboardInterrupt):
    """The process was asked to end (SIGTERM), which is to be as clean as Ctrl-C."""


@contextmanager
def clean_end() -> Iterator[None]:
    """Let SIGTERM unwind the work inside as Ctrl-C does, and end with the exit code that shells expect of either."""

    def stop(number: int, _: object) -> None:
        # The threads that feed workers may stumble over the work being given up; nobody needs to read that.
        threading.excepthook = lambda _: None
        raise Terminated if number == signal.SIGTERM else KeyboardInterrupt

    # Where Ctrl-C is ignored, as in a job in the background, it stays so.
    numbers = [n for n in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    except KeyboardInterrupt as error:
        print_notes("interrupted", error)
        raise typer.Exit(143 if isinstance(error, Terminated) else 130) from None
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def print_notes(message: str, error: BaseException) -> None:
    """Tell on standard error what went wrong, and what was noted about it on the way."""
    for line in (message, *getattr(error, "__notes__", ())):
        typer.echo(f"microask: {line}", err=True)


def print_rich(renderable: RenderableType) -> None:
    """Print for a person."""
    from ..render import make_console  # noqa: PLC0415

    make_console().print(renderable)


def print_json(value: dict[str, Any]) -> None:
    """Print as JSON."""
    print_text(json.dumps(value, ensure_ascii=False, indent=2))


def print_text(text: str) -> None:
    """Print a text as it is."""
    # Lone surrogates cannot be written as UTF-8; escaped they can.
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")
