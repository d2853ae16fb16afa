"""The audit for people at a terminal; plain text where it is no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Group, RenderableType
from rich.text import Text

from ..render import printable
from .results import LABELS, Audit, Rate
from .results import Group as ResultGroup
from .wording import CAUTION, by_length, conclusions, count, day, interval, next_step, percent, points, remark, span

#: Rows shown of what may be long; the page has all of them.
SHOWN = 5
TOP_RUNGS = 8
BAR = 24


def render_audit(audit: Audit) -> RenderableType:
    """Return an audit as rich renderables: conclusions first, then the figures."""
    parts: list[RenderableType] = [Text(line, style="" if at else "bold") for at, line in enumerate(conclusions(audit))]
    if audit.messages:
        parts += _section("Replies by band", _bands(audit))
        parts += _section("How micro the asks were", _shape(audit))
    if audit.channels:
        parts += _section("By channel", _groups(audit.channels))
    if audit.periods:
        parts += _section("Over time", _groups(audit.periods))
    if not audit.micro_macro.too_few:
        parts += _section("Micro against macro, by length", _thirds(audit))
    if audit.lifts:
        parts += _section("Findings, in points of the reply rate", _lifts(audit))
    if audit.ladder:
        parts += _section("The ladder", _ladder(audit))
    if audit.unanswered:
        parts += _section("Macro and not answered; each with its rewrite on the page (--html)", _unanswered(audit))
    parts += [Text(), *(Text(f"! {printable(note)}", style="yellow") for note in audit.notes), Text(CAUTION, style="dim")]
    return Group(*parts)


def _section(title: str, body: RenderableType) -> list[RenderableType]:
    return [Text(), Text(title, style="bold"), body]


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    """Return aligned lines, which are as wide as they need to be where no terminal wraps them; ``>`` aligns to the right."""
    names = [column.removeprefix(">") for column in columns]
    cells = [names, *([printable(cell) for cell in row] for row in rows)]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padding = [" " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        parts = [
            space + cell if column.startswith(">") else cell + space
            for column, cell, space in zip(columns, row, padding, strict=True)
        ]
        lines.append(Text("  " + "  ".join(parts).rstrip(), style="dim" if row is names else ""))
    return Group(*(lines if any(names) else lines[1:]))


def _bands(audit: Audit) -> RenderableType:
    return _table(
        ("", ">messages", ">answered", ">rate", "95% interval", ""),
        (
            (band.label, f"{band.messages:,}", f"{band.rate.replies} of {band.rate.messages}", percent(band.rate.rate),
             interval(band.rate), remark(band.rate))
            for band in audit.bands
        ),
    )  # fmt: skip


def _shape(audit: Audit) -> RenderableType:
    longest = max(audit.histogram) or 1
    return _table(
        ("", "", ">"),
        (
            (f"{step / 10:.1f}", "█" * round(BAR * number / longest) or ("▏" if number else ""), f"{number:,}")
            for step, number in enumerate(audit.histogram)
        ),
    )


def _groups(groups: Iterable[ResultGroup]) -> RenderableType:
    return _table(
        ("", *(f">{label}" for label in LABELS), ">micro share of asks"),
        ((group.name, *(f"{group.labels[label]:,}" for label in LABELS), percent(group.micro_share)) for group in groups),
    )


def _thirds(audit: Audit) -> RenderableType:
    return _table(
        ("", ">micro", ">macro", ">points", "95% interval"),
        ((name, _rate(row.first), _rate(row.second), points(row.difference), span(row)) for name, row in by_length(audit)),
    )


def _rate(rate: Rate) -> str:
    return f"{rate.replies} of {rate.messages}"


def _lifts(audit: Audit) -> RenderableType:
    clear = [row for row in audit.lifts if row.clear]
    rows = clear or [audit.lifts[0], *audit.lifts[1:][-1:]]
    return _table(
        ("", ">with", ">without", ">points", "interval, widened", ""),
        (
            (row.words, percent(row.lift.first.rate), percent(row.lift.second.rate), points(row.lift.difference), span(row.lift),
             "stands out" if row.clear else "")
            for row in rows
        ),
    )  # fmt: skip


def _ladder(audit: Audit) -> Group:
    rows = [
        (rung.contact, f"{rung.micro}", f"{rung.answered}", f"{rung.reported}", rung.stage, next_step(rung))
        for rung in audit.ladder
    ]  # fmt: skip
    owed = [f"{item.contact} ({day(item.when) or f'line {item.line}'})" for item in audit.owed]
    lines = [Text(f"  ... and {count(len(rows) - TOP_RUNGS, 'more contact')}", style="dim")] if len(rows) > TOP_RUNGS else []
    if owed:
        more = f" and {len(owed) - SHOWN:,} more" if len(owed) > SHOWN else ""
        lines.append(Text(printable(f"  Owed a report-back, the latest first: {', '.join(owed[:SHOWN])}{more}")))
    return Group(_table(("", ">micro asks", ">answered", ">reported back", "stage", ""), rows[:TOP_RUNGS]), *lines)


def _unanswered(audit: Audit) -> RenderableType:
    return _table(
        ("", ">value", ">rewritten", "contact", "date", ">line"),
        (
            (f"{at}", _value(row.value), _value(row.rewrite_value), row.contact, day(row.when), f"{row.line}")
            for at, row in enumerate(audit.unanswered, 1)
        ),
    )


def _value(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
