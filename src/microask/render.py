"""Scores and suggestions for people at a terminal; plain text where it is no terminal."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from .results import Label, Score, Suggestions

_LABEL_STYLE: dict[Label, str] = {"macro": "bold red", "mixed": "bold yellow", "micro": "bold green", "no-ask": "bold"}
_UP, _DOWN = "green", "dark_orange"
#: Effects shown, and the length of the longest bar.
SHOWN = 6
BAR = 12
MIN_SHOWN = 0.01


class _Indented:
    """A text two columns in: wrapped on a terminal, line by line as it stands elsewhere."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.is_terminal:
            yield Padding(self._text, (0, 0, 0, 2))
        else:
            yield Text("\n").join(Text("  ") + line for line in self._text.split("\n", allow_blank=True))


def render_score(score: Score) -> RenderableType:
    """Return a score as rich renderables: headline, the draft with marks, effects as bars, warnings."""
    parts: list[RenderableType] = [_headline(score), Text(), _Indented(_marked(score))]
    shown = [effect for effect in score.effects if effect.words and abs(effect.effect) >= MIN_SHOWN][:SHOWN]
    if shown:
        longest = max(abs(effect.effect) for effect in shown)
        parts += [Text(), Text(f"Why (from {score.base:.2f} for an average ask)", style="bold")]
        for effect in shown:
            bar = "█" * max(1, round(BAR * abs(effect.effect) / longest))
            style = _UP if effect.effect > 0 else _DOWN
            parts.append(Text.assemble(f"  {effect.effect:+.2f} ", (f"{bar:<{BAR}}", style), f" {effect.words}"))
    parts += [Text(f"! {warning}", style="yellow") for warning in score.warnings]
    return Group(*parts)


def render_suggestions(suggestions: Suggestions) -> RenderableType:
    """Return suggestions as rich renderables: the score, what holds it back, edits, rewrites."""
    score = suggestions.score
    parts: list[RenderableType] = [_headline(score)]
    if score.value is None:
        parts.append(Text("Nothing is asked, so there is nothing to rewrite."))
    elif not suggestions.rewrites and score.verdict == "send":
        parts.append(Text("It is micro: send it."))
    if suggestions.advice and score.verdict != "send":
        parts += [Text(), Text("What holds it back", style="bold"), *(Text(f"  {line}") for line in suggestions.advice)]
    if suggestions.edits:
        parts += [Text(), Text("Small edits", style="bold")]
        for edit in suggestions.edits:
            old = printable(score.text[edit.start : edit.end])
            parts.append(
                Text.assemble("  ", (old, f"{_DOWN} strike"), " -> ", (edit.replacement, _UP), f"  {edit.gain:+.2f}, {edit.why}")
            )
    for number, rewrite in enumerate(suggestions.rewrites, 1):
        after = float(rewrite.after)
        title = f"Rewrite {number}: {rewrite.strategy}, {float(rewrite.before):.2f} -> {after:.2f} once the brackets are filled"
        body = Text(printable(rewrite.text))
        body.highlight_regex(r"\[[^\]]+\]", "bold cyan")
        parts += [Text(), Text(title, style="bold"), _Indented(body)]
        parts.append(Text(f"  ({'; '.join(rewrite.changes)})", style="dim"))
    return Group(*parts)


def make_console(*, stderr: bool = False) -> Console:
    """Return a console that neither wraps nor colours where its output is no terminal."""
    console = Console(stderr=stderr, highlight=False)
    console.soft_wrap = not console.is_terminal
    return console


def printable(text: str) -> str:
    """Return a text of the same length without control characters, which could steer the terminal."""
    return "".join(char if char.isprintable() or char == "\n" else " " for char in text)


def _headline(score: Score) -> Text:
    if score.value is None:
        return Text.assemble((score.label, _LABEL_STYLE[score.label]), f" -> {score.verdict}")
    return Text.assemble(
        (f"{score.label} {score.value:.2f}", _LABEL_STYLE[score.label]),
        f"  small {score.small:.2f}  specific {score.specific:.2f}  -> {score.verdict}",
    )


def _marked(score: Score) -> Text:
    text = Text(printable(score.text.rstrip()))
    for item in score.evidence:
        if item.scope != "ask":
            continue
        style = "underline" if item.kind == "ask" else _DOWN if item.kind == "vague" or item.effect < 0 else _UP
        text.stylize(style, item.start, item.end)
    return text
