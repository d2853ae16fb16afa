"""``microask score`` and ``microask suggest``: one draft."""

from __future__ import annotations

from typing import Annotated

import typer

from ..errors import InputValueError
from .common import Draft, Json, StageOption, Subject, known_stage, print_json, print_rich, print_text, read_draft

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


@app.command(
    epilog='Examples: microask suggest "Can I pick your brain about UX?" | microask suggest draft.txt --json | '
    "microask suggest draft.txt --apply 1"
)
def suggest(
    draft: Draft,
    subject: Subject = None,
    n: Annotated[int, typer.Option("-n", min=0, help="Rewrites at most.")] = 3,
    apply: Annotated[int | None, typer.Option(min=1, help="Print the text of this rewrite alone.")] = None,
    as_json: Json = False,
) -> None:
    """Propose edits and whole rewrites, with nothing invented."""
    text = read_draft(draft)
    from ..api import default_analyzer  # noqa: PLC0415

    result = default_analyzer().suggest(text, subject, max(n, apply or 0))
    if apply is not None:
        if apply > len(result.rewrites):
            raise InputValueError(
                f"there is no rewrite {apply}: this draft got {len(result.rewrites)}; run without --apply to see why"
            )
        rewrite = result.rewrites[apply - 1]
        line = f"Subject: {rewrite.subject}\n\n" if rewrite.subject else ""
        print_text(line + rewrite.text)
    elif as_json:
        print_json(result.to_dict())
    else:
        from ..render import render_suggestions  # noqa: PLC0415

        print_rich(render_suggestions(result))


@app.command(
    "report-back", epilog='Examples: microask report-back sent.txt | microask report-back "Could you introduce me to Brian?"'
)
def report_back(draft: Draft, subject: Subject = None, as_json: Json = False) -> None:
    """Draft the short message to send once the advice was taken, from the ask that was sent."""
    text = read_draft(draft)
    from ..api import default_analyzer  # noqa: PLC0415

    result = default_analyzer().report_back(text, subject)
    if as_json:
        print_json(result.to_dict())
    else:
        from ..render import render_report  # noqa: PLC0415

        print_rich(render_report(result))
