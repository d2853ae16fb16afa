"""Charts as inline SVG that takes its colours and its type from the page, the same for the same figures (extra ``audit``)."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ..results import MACRO_BELOW, MICRO_FROM, Label
from .results import LABELS, Audit, Difference, Group

#: Stand-ins that are drawn, and the properties of the page by which they are replaced; matplotlib knows no CSS variables.
_INK, _RULE, _ACCENT = "#010101", "#020202", "#030303"
_FILL: dict[Label, str] = {"macro": "#040404", "mixed": "#050505", "micro": "#060606", "no-ask": "#070707"}
_PROPERTIES = {_INK: "--ink", _RULE: "--rule", _ACCENT: "--accent", **{color: f"--{label}" for label, color in _FILL.items()}}
#: Hatching; with it, the order and the lightness of the fills, bands can be told apart without colour.
_HATCH: dict[Label, str] = {"macro": "", "mixed": "///", "micro": "", "no-ask": ""}
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none", "svg.hashsalt": "microask", "font.family": "sans-serif", "font.size": 11.0, "text.parse_math": False,
    "text.color": _INK, "axes.edgecolor": _RULE, "axes.labelcolor": _INK, "xtick.color": _INK, "ytick.color": _INK,
    "axes.spines.top": False, "axes.spines.right": False, "hatch.color": _INK, "hatch.linewidth": 0.5,
    "legend.frameon": False, "axes.axisbelow": True, "grid.color": _RULE, "grid.linewidth": 0.6,
}  # fmt: skip
#: Inches; a page shows it at up to this times 96 pixels.
WIDTH = 5.4
#: Channels drawn; the table has all.
CHANNELS = 8
NAME = 22


def chart(name: str, title: str, description: str, height: float, draw: Callable[[Axes], None]) -> str:
    """Return a chart as an SVG element.

    Parameters
    ----------
    name : str
        Put before the ids, so that several charts can stand on one page.
    title, description : str
        Read out by screen readers; what the chart shows is said in full by the table beside it.
    height : float
        Inches.
    draw : callable
        Draws on the axes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # letters that the measuring font lacks; the page's own font draws them
        # The defaults of matplotlib, not the user's: the same bytes everywhere. The user's backend is not touched.
        defaults = {key: value for key, value in mpl.rcParamsDefault.items() if key != "backend"}
        with mpl.rc_context(defaults | _STYLE):
            figure = Figure(figsize=(WIDTH, height), layout="constrained")
            draw(figure.add_subplot())
            buffer = io.BytesIO()
            figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    return _embedded(buffer.getvalue(), name, title, description)


def _embedded(svg: bytes, name: str, title: str, description: str) -> str:
    """Return an SVG fit to stand in a page: no namespaces or styles of its own, ids that are its own, colours of the page."""
    root = ET.fromstring(svg)  # noqa: S314  # written a moment ago by matplotlib
    for element in list(root.iter()):
        for child in list(element):
            if child.tag.rpartition("}")[2] in ("metadata", "style"):
                element.remove(child)
    own = set(re.findall(rb"[#](\w+)", svg))
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        attributes = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
        if attributes.get("id", "").encode() not in own:
            attributes.pop("id", None)
        element.attrib.clear()
        element.attrib.update({key: _own(key, value, name) for key, value in attributes.items()})
        if element.tag == "text":
            element.set("style", _without_family(element.get("style", "")))
    for attribute in ("width", "height", "version"):
        root.attrib.pop(attribute, None)
    root.attrib.update({"role": "img", "aria-labelledby": f"{name}-title {name}-desc"})
    for at, (tag, text) in enumerate((("title", title), ("desc", description))):
        element = ET.Element(tag, {"id": f"{name}-{tag}"})
        element.text = text
        root.insert(at, element)
    return ET.tostring(root, encoding="unicode")


def _own(key: str, value: str, name: str) -> str:
    """Return an attribute with ids that begin with the name of the chart and the colours of the page."""
    if key == "id":
        return f"{name}-{value}"
    for color, variable in _PROPERTIES.items():
        value = value.replace(color, f"var({variable})")
    return re.sub(r"^#|(?<=url\()#", f"#{name}-", value)


def _without_family(style: str) -> str:
    """Return the style of a text in the page's own font."""
    rules = [rule.strip() for rule in style.split(";")]
    sizes = [part for rule in rules if rule.startswith("font:") for part in rule.split() if part.endswith("px")]
    kept = [rule for rule in rules if rule and not rule.startswith(("font:", "font-family:"))]
    return "; ".join([*(f"font-size: {size}" for size in sizes), *kept])


def distribution(audit: Audit) -> str:
    """Draw the asks by value."""

    def draw(axes: Axes) -> None:
        for step, number in enumerate(audit.histogram):
            # A step that two bands share is coloured by where its middle lies.
            label: Label = "macro" if step / 10 + 0.05 < MACRO_BELOW else "micro" if step / 10 + 0.05 >= MICRO_FROM else "mixed"
            _bar(axes.bar, step / 10 + 0.05, number, label, width=0.088)
            if number:
                axes.annotate(f"{number:,}", (step / 10 + 0.05, number), (0, 3), textcoords="offset points", ha="center")
        for bound in (MACRO_BELOW, MICRO_FROM):
            axes.axvline(bound, color=_INK, linewidth=0.8, linestyle=(0, (3, 3)))
        top = max(audit.histogram) * 1.22 or 1
        for at, label in ((MACRO_BELOW / 2, "macro"), ((MACRO_BELOW + MICRO_FROM) / 2, "mixed"), ((1 + MICRO_FROM) / 2, "micro")):
            axes.text(at, top * 0.99, label, ha="center", va="top", weight="bold")
        axes.set(xlim=(0, 1), ylim=(0, top), xlabel="value, from macro (0) to micro (1)", yticks=[])
        axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0", "0.2", "0.4", "0.6", "0.8", "1"])
        axes.spines["left"].set_visible(False)

    return chart("distribution", "Asks by value", "Bars: the number of asks in each tenth of the value.", 2.7, draw)


def by_channel(audit: Audit) -> str:
    """Draw the messages of the largest channels by band."""
    shown = audit.channels[:CHANNELS]

    def draw(axes: Axes) -> None:
        _stack(axes, shown, axes.barh, "left", height=0.62)
        axes.set_yticks(range(len(shown)), [_short(group.name) for group in shown])
        axes.invert_yaxis()
        axes.set_xlabel("messages")
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", length=0)

    height = 1.25 + 0.36 * len(shown)
    return chart(
        "channels", "Messages by channel", "Stacked bars: macro, mixed, micro and no-ask messages of each channel.", height, draw
    )


def over_time(audit: Audit) -> str:
    """Draw the messages of each period by band."""
    shown = audit.periods

    def draw(axes: Axes) -> None:
        _stack(axes, shown, axes.bar, "bottom", width=0.78)
        every = -(-len(shown) // 7)
        axes.set_xticks(range(0, len(shown), every), [group.name for group in shown[::every]])
        axes.set_ylabel("messages")

    return chart("time", "Messages over time", "Stacked bars: macro, mixed, micro and no-ask messages of each period.", 2.9, draw)


def reply_rates(audit: Audit) -> str:
    """Draw the reply rate of each band with its interval."""
    bands = [band for band in audit.bands if band.rate.messages]

    def draw(axes: Axes) -> None:
        for at, band in enumerate(bands):
            rate = band.rate
            _bar(axes.barh, at, 100 * (rate.high - rate.low), band.label, left=100 * rate.low, height=0.3)
            axes.plot([100 * rate.rate] * 2, [at - 0.24, at + 0.24], color=_INK, linewidth=2.6)
            axes.annotate(
                f"{100 * rate.rate:.0f}%", (100 * rate.rate, at - 0.25), (0, 2), textcoords="offset points", ha="center"
            )
        axes.set_yticks(range(len(bands)), [f"{band.label} ({band.rate.messages:,})" for band in bands])
        axes.set(xlim=(0, 100), ylim=(len(bands) - 0.4, -0.75), xlabel="answered, % (bar: 95% interval)")
        _quiet(axes)

    height = 1.0 + 0.5 * len(bands)
    return chart(
        "rates", "Reply rate by band", "A mark for the share answered in each band, on a bar for its 95% interval.", height, draw
    )


def differences(name: str, title: str, rows: Sequence[tuple[str, Difference, bool]]) -> str:
    """Draw differences with their intervals around a line at zero; the third item of a row makes it stand out."""

    def draw(axes: Axes) -> None:
        for at, (_, difference, strong) in enumerate(rows):
            color = _ACCENT if strong else _INK
            axes.plot([100 * difference.low, 100 * difference.high], [at, at], color=color, linewidth=2.6 if strong else 1.2)
            face = color if strong else "none"
            axes.plot([100 * difference.difference], [at], "o", color=color, markersize=7, markerfacecolor=face)
        axes.axvline(0, color=_INK, linewidth=0.8)
        axes.set_yticks(range(len(rows)), [textwrap.fill(label, NAME) for label, *_ in rows])
        axes.set(ylim=(len(rows) - 0.5, -0.5), xlabel="percentage points, with interval")
        _quiet(axes)

    height = 0.9 + 0.3 * len(rows) + 0.14 * sum(len(label) > NAME for label, *_ in rows)
    return chart(name, title, "A dot for each difference on a line for its interval; filled where it is clear.", height, draw)


def _stack(axes: Axes, groups: Sequence[Group], bar: Callable[..., object], base: str, **size: float) -> None:
    below = [0] * len(groups)
    for label in LABELS:
        numbers = [group.labels[label] for group in groups]
        _bar(bar, range(len(groups)), numbers, label, **{base: list(below)}, **size)
        below = [low + number for low, number in zip(below, numbers, strict=True)]
    handles = [
        mpl.patches.Patch(facecolor=_FILL[label], hatch=_HATCH[label], edgecolor=_INK, linewidth=0.6, label=label)
        for label in LABELS
    ]
    axes.legend(handles=handles, ncols=4, loc="lower center", bbox_to_anchor=(0.5, 1.0), handlelength=1.2, columnspacing=1.4)
    (axes.xaxis if base == "left" else axes.yaxis).set_major_locator(MaxNLocator(integer=True))


def _bar(bar: Callable[..., object], at: object, number: object, label: Label, **more: object) -> None:
    bar(at, number, facecolor=_FILL[label], hatch=_HATCH[label], edgecolor=_INK, linewidth=0.6, **more)


def _quiet(axes: Axes) -> None:
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)


def _short(name: str, length: int = NAME) -> str:
    printed = "".join(char for char in name if char.isprintable())
    return printed if len(printed) <= length else printed[: length - 1].rstrip() + "…"
