"""The report back: the short message to send once the advice was taken, drafted from the ask that was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..errors import InputValueError
from ..lexicons import table
from ..suggestions import ReportBack
from .asks import material_of
from .material import Material
from .phrases import styled
from .placeholders import placeholders

if TYPE_CHECKING:
    from ..analyzer import Analyzer


def report_back(analyzer: Analyzer, text: str, subject: str | None) -> ReportBack:
    """Draft the report back on a sent ask; see `microask.report_back`."""
    score = analyzer.score(text, subject)
    if score.value is None:
        raise InputValueError("nothing is asked in this text, so there is nothing to report back on; pass the ask that was sent")
    known, copy = analyzer.analyze(text, subject)
    material = material_of(known, copy, text, subject)
    slots = {name: value for name in ("topic", "thing", "person") if (value := getattr(material, name))}
    rows = table("reports")["thanks"][material.kind]
    thanks = next(row["words"] for row in rows if all(need in slots for need in row["needs"])).format(**slots)
    told = table("reports")["told"]
    phrases = next(row for row in told if material.kind in row["kinds"])[material.register]
    body = styled(" ".join(phrases).format(thanks=thanks), material)
    greeting, closing = _zone(material, "greeting"), [_zone(material, "signoff"), _sender_line(material)]
    gap = "\n\n" if "\n" in material.text else " "
    if gap == " " and greeting.endswith(","):
        body = body[0].lower() + body[1:]
    parts = [greeting, body, "\n".join(filter(None, closing))]
    whole = gap.join(filter(None, parts))
    own = next((material.text[start:end] for name, start, end in material.zones if name == "subject"), None)
    line = _re(subject) if subject and subject.strip() else subject
    if own and subject is None:
        whole = f"Subject: {_re(own)}\n\n{whole}"
    return ReportBack(whole, line, placeholders(whole))


def _zone(material: Material, wanted: str) -> str:
    return next((material.text[start:end] for name, start, end in material.zones if name == wanted), "")


def _sender_line(material: Material) -> str:
    """Return the sender's name where it stands in a signature of its own."""
    signoff = _zone(material, "signoff")
    return material.sender if material.sender and material.sender not in signoff else ""


def _re(subject: str) -> str:
    return subject if re.match(r"\s*re\s*:", subject, re.IGNORECASE) else f"Re: {subject}"
