"""The command line: ``microask score | suggest | batch``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from . import __version__
from .errors import InputValueError, MicroaskError, TableError
from .results import VERDICTS, Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import RenderableType

app = typer.Typer(
    help="Reads an outreach draft before it is sent: is its ask macro or micro, why, and how to rewrite it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
#: Suffixes by which an argument is taken for a file name even where no such file exists.
FILE_SUFFIXES = (".txt", ".eml", ".md", ".html", ".htm")

Draft = Annotated[str, typer.Argument(metavar="TEXT|FILE|-", help="The draft, a file that holds it, or - for standard input.")]
Subject = Annotated[str | None, typer.Option(help="Subject line, where it is not part of the text.")]
StageOption = Annotated[str, typer.Option(help="How far the relation has come: first, building or established.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    if version:
        typer.echo(f"microask {__version__}")
        raise typer.Exit


@app.command(
    epilog='Examples: microask score "Will you be my mentor?" | microask score draft.txt --json | pbpaste | microask score -'
)
def score(draft: Draft, subject: Subject = None, stage: StageOption = "first", as_json: Json = False) -> None:
    """Score one draft: macro or micro, with the evidence."""
    text, known_stage = _read(draft), _stage(stage)
    from .api import default_analyzer  # noqa: PLC0415  # --help and usage errors load no pipeline

    result = default_analyzer().score(text, subject, known_stage)
    if as_json:
        _print_json(result.to_dict())
    else:
        from .render import render_score  # noqa: PLC0415

        _print(render_score(result))


@app.command(epilog='Examples: microask suggest "Can I pick your brain about UX?" | microask suggest draft.txt --json')
def suggest(
    draft: Draft,
    subject: Subject = None,
    n: Annotated[int, typer.Option("-n", min=0, help="Rewrites at most.")] = 3,
    as_json: Json = False,
) -> None:
    """Propose edits and whole rewrites, with nothing invented."""
    text = _read(draft)
    from .api import default_analyzer  # noqa: PLC0415

    result = default_analyzer().suggest(text, subject, n)
    if as_json:
        _print_json(result.to_dict())
    else:
        from .render import render_suggestions  # noqa: PLC0415

        _print(render_suggestions(result))


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
    known_stage = _stage(stage)
    if source != "-" and not Path(source).is_file():
        raise TableError(f"no such file: {source}; check the path")
    from .batch import score_csv  # noqa: PLC0415

    with _Progress() as progress:
        report = score_csv(
            source, output, text_column, subject_column=subject_column, stage=known_stage, n_jobs=jobs,
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

            from .render import make_console  # noqa: PLC0415

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


def _read(draft: str) -> str:
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


def _stage(stage: str) -> Stage:
    if stage not in VERDICTS:
        raise typer.BadParameter(f"expected one of {', '.join(VERDICTS)}", param_hint="--stage")
    return cast(Stage, stage)


def _print(renderable: RenderableType) -> None:
    from .render import make_console  # noqa: PLC0415

    make_console().print(renderable)


def _print_json(value: dict[str, Any]) -> None:
    # Lone surrogates cannot be written as UTF-8; escaped they can.
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def main(args: list[str] | None = None) -> None:
    """Run the command line; exit code 0 fine, 1 a data error, 2 wrong usage."""
    run: Callable[..., Any] = app
    try:
        run(args)
    except MicroaskError as error:
        typer.echo(f"microask: {error}", err=True)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        typer.echo("microask: interrupted; nothing was written", err=True)
        raise SystemExit(130) from None
