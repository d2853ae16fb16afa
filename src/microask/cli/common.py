"""What the commands share: options, how a draft is read, how results are printed."""

from __future__ import annotations

import json
import sys
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


class Progress:
    """A bar with the number of things done on standard error; nothing where that is no terminal.

    Parameters
    ----------
    things : str
        What is counted, such as "rows".
    """

    def __init__(self, things: str) -> None:
        self._things = things

    def __enter__(self) -> Progress:
        self._bar: Any = None
        if sys.stderr.isatty():
            from rich import progress  # noqa: PLC0415

            from ..render import make_console  # noqa: PLC0415

            count = progress.TextColumn(f"{{task.completed:,.0f}} {self._things}")
            columns = (progress.SpinnerColumn(), count, progress.TimeElapsedColumn())
            self._bar = progress.Progress(*columns, console=make_console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._things, total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, done: int) -> None:
        """Show how many are done."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done)
