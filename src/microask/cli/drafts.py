"""``microask score`` and ``microask suggest``: one draft."""

from __future__ import annotations

from typing import Annotated

import typer

from .common import Draft, Json, StageOption, Subject, known_stage, print_json, print_rich, read_draft

app = typer.Typer()


@app.command(
    epilog='Examples: microask score "Will you be my mentor?" | microask score draft.txt --json | pbpaste | microask score -'
)
def score(draft: Draft, subject: Subject = None, stage: StageOption = "first", as_json: Json = False) -> None:
    """Score one draft: macro or micro, with the evidence."""
    text, at_stage = read_draft(draft), known_stage(stage)
    from ..api import default_analyzer  # noqa: PLC0415  # --help and usage errors load no pipeline

    result = default_analyzer().score(text, subject, at_stage)
    if as_json:
        print_json(result.to_dict())
    else:
        from ..render import render_score  # noqa: PLC0415

        print_rich(render_score(result))


@app.command(epilog='Examples: microask suggest "Can I pick your brain about UX?" | microask suggest draft.txt --json')
def suggest(
    draft: Draft,
    subject: Subject = None,
    n: Annotated[int, typer.Option("-n", min=0, help="Rewrites at most.")] = 3,
    as_json: Json = False,
) -> None:
    """Propose edits and whole rewrites, with nothing invented."""
    text = read_draft(draft)
    from ..api import default_analyzer  # noqa: PLC0415

    result = default_analyzer().suggest(text, subject, n)
    if as_json:
        print_json(result.to_dict())
    else:
        from ..render import render_suggestions  # noqa: PLC0415

        print_rich(render_suggestions(result))
