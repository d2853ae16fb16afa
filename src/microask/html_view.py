"""A score as one HTML fragment: the draft with its findings marked, and the effects."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from .results import Effect, Evidence, Score

#: Colours of the marks; each reads on light and on dark, and the kind is also said in the title.
_STYLE = """
<style>
.microask{font:15px/1.5 system-ui,sans-serif;max-width:46em}
.microask p{white-space:pre-wrap;margin:.6em 0}
.microask mark{background:none;color:inherit;border-bottom:2px solid #888}
.microask mark.ask{border-bottom:2px solid #3b6fd4}
.microask mark.up{background:#2f9e4433}
.microask mark.down{background:#e0872b40}
.microask td{padding:0 .8em 0 0;text-align:left}
</style>"""
#: Effects shown.
SHOWN = 6


def score_to_html(score: Score) -> str:
    """Return a self-contained HTML fragment; all text is escaped."""
    number = "no ask" if score.value is None else f"{score.value:.2f}"
    rows = "".join(f"<tr><td>{effect.effect:+.2f}</td><td>{escape(effect.words)}</td></tr>" for effect in _told(score))
    warnings = "".join(f"<p><em>{escape(warning)}</em></p>" for warning in score.warnings)
    return (
        f'{_STYLE}<div class="microask"><strong>{escape(score.label)} {number}</strong> &rarr; {escape(score.verdict)}'
        f"<p>{_marked(score)}</p><table>{rows}</table>{warnings}</div>"
    )


def _told(score: Score) -> list[Effect]:
    return [effect for effect in score.effects if effect.words][:SHOWN]


def _marked(score: Score) -> str:
    """Return the draft with a mark for each piece between the bounds of findings that lie in the ask."""
    shown = [item for item in score.evidence if item.scope == "ask"]
    bounds = sorted({0, len(score.text), *(i for item in shown for i in (item.start, item.end))})
    parts = []
    for start, end in pairwise(bounds):
        covering = [item for item in shown if item.start <= start and end <= item.end]
        piece = escape(score.text[start:end])
        parts.append(_mark(piece, covering) if covering and piece.strip() else piece)
    return "".join(parts)


def _mark(piece: str, covering: list[Evidence]) -> str:
    inner = [item for item in covering if item.kind != "ask"]
    classes = ["ask"] if len(inner) < len(covering) else []
    if inner:
        classes.append("down" if any(item.kind == "vague" or item.effect < 0 for item in inner) else "up")
    title = ", ".join(dict.fromkeys(item.kind for item in covering))
    return f'<mark class="{" ".join(classes)}" title="{title}">{piece}</mark>'
