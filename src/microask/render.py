"""Scores and suggestions for people at a terminal; plain text where it is no terminal."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.text import Text

from .results import MICRO_FROM, Label, Score
from .suggestions import ReportBack, Rewrite, Suggestions

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
    """Return suggestions as rich renderables: the score, what holds it back, edits, rewrites as what goes and what comes."""
    score = suggestions.score
    parts: list[RenderableType] = [_headline(score)]
    if score.value is None:
        parts.append(Text("Nothing is asked, so there is nothing to rewrite."))
    elif score.value >= MICRO_FROM:
        parts.append(Text("It is micro: send it."))
    elif suggestions.problems:
        parts += [Text(), Text("What holds it back", style="bold"), *(Text(f"  {line}") for line in suggestions.advice)]
    if suggestions.edits:
        parts += [Text(), Text("Small edits", style="bold")]
        for edit in suggestions.edits:
            old = printable(score.text[edit.start : edit.end])
            parts.append(
                Text.assemble("  ", (old, f"{_DOWN} strike"), " -> ", (edit.replacement, _UP), f"  {edit.gain:+.2f}, {edit.why}")
            )
    for number, rewrite in enumerate(suggestions.rewrites, 1):
        after = f"{float(rewrite.before):.2f} -> {float(rewrite.after):.2f}"
        filled = " with its brackets filled" if rewrite.placeholders else ""
        parts += [Text(), Text(f"Rewrite {number}: {rewrite.strategy}, {after}{filled}", style="bold")]
        parts += [*_difference(score.text, rewrite), *(Text(f"  why: {change}", style="dim") for change in rewrite.changes)]
    if suggestions.rewrites:
        parts += [Text(), Text("--apply N prints rewrite N alone, ready to paste.", style="dim")]
    parts += [Text(f"Refused: {'; '.join(refusal.reasons)}", style="yellow") for refusal in suggestions.refused]
    return Group(*parts)


def render_report(report: ReportBack) -> RenderableType:
    """Return a report back as it would be sent."""
    subject = [Text(f"Subject: {printable(report.subject)}"), Text()] if report.subject else []
    body = Text(printable(report.text))
    body.highlight_regex(r"\[[^\]]+\]", "bold cyan")
    return Group(*subject, body)


def _difference(draft: str, rewrite: Rewrite) -> Iterator[RenderableType]:
    """Yield the sentences of a rewrite: those that stay, those that go (-) and those that come (+)."""
    for line in difflib.ndiff(_sentences(draft), _sentences(rewrite.text)):
        mark, words = line[0], printable(line[2:])
        if mark == "?":
            continue
        body = Text(words, style={"-": f"{_DOWN} strike", "+": _UP}.get(mark, ""))
        body.highlight_regex(r"\[[^\]]+\]", "bold cyan")
        yield _Indented(Text.assemble(f"{mark} ", body))


def _sentences(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"(?<=[.!?])\s+|(?<=\?\])\s+(?=[A-Z])|\n+", text) if part.strip()]


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
        note = ": it reports back" if score.report_back else ""
        return Text.assemble((score.label, _LABEL_STYLE[score.label]), f" -> {score.verdict}{note}")
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
