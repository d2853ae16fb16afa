"""The audit as one self-contained page: no script, no network, light and dark, fit to print (extra ``audit``)."""

from __future__ import annotations

from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from .. import __version__
from . import charts, wording
from .results import LABELS, Audit


def render_page(audit: Audit) -> str:
    """Return the page; every text of the user is escaped.

    Parameters
    ----------
    audit : Audit

    Returns
    -------
    str
        HTML, the same for the same audit.
    """
    here = files(__package__)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((here / "page.html.jinja").read_text("utf-8"))
    return template.render(
        audit=audit, charts=_charts(audit), css=Markup((here / "page.css").read_text("utf-8")),  # noqa: S704  # our own file
        labels=LABELS, version=__version__, words=wording,
    )  # fmt: skip


def _charts(audit: Audit) -> dict[str, Markup]:
    """Draw those charts for which there is something to show; matplotlib escapes what it writes."""
    drawn = {}
    if any(audit.histogram):
        drawn["distribution"] = charts.distribution(audit)
    if audit.channels:
        drawn["channels"] = charts.by_channel(audit)
    if audit.periods:
        drawn["time"] = charts.over_time(audit)
    if any(band.rate.messages for band in audit.bands):
        drawn["rates"] = charts.reply_rates(audit)
    if rows := [(name, row, row.clear) for name, row in wording.by_length(audit) if row.first.messages and row.second.messages]:
        drawn["thirds"] = charts.differences("thirds", "Micro minus macro, by length", rows)
    if audit.lifts:
        rows_of_lifts = [(row.words, row.lift, row.clear) for row in audit.lifts]
        drawn["lifts"] = charts.differences("lifts", "Findings and replies", rows_of_lifts)
    return {name: Markup(svg) for name, svg in drawn.items()}  # noqa: S704  # serialized, and so escaped, by ElementTree
