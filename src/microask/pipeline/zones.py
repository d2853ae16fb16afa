"""The zones component: which parts of a Doc the sender wrote for this reader."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from ..message import split
from .state import AUTHORED, QUOTED, TEXT, fresh


def blank_outside(text: str, spans: list[tuple[int, int]]) -> str:
    """Return a text of the same length in which all outside the spans (ascending, disjoint) is blank.

    Line ends stay, so that nothing joins across a zone.
    """
    parts, position = [], 0
    for start, end in spans:
        parts += ["\n" * (start - position), text[start:end]]
        position = end
    return "".join(parts) + "\n" * (len(text) - position)


def find_zones(doc: Doc) -> Doc:
    """Split the Doc into zones and start its state."""
    text = doc.user_data.get(TEXT) or doc.text
    zones = [(zone.name, zone.start, zone.end) for zone in split(text, doc.user_data.get(QUOTED, ()))]
    spans = [(start, end) for name, start, end in zones if name in AUTHORED]
    fresh(doc, text, zones, blank_outside(text, spans))
    return doc


@Language.component("microask_zones", assigns=["doc._.microask_state"])
def create_zones(doc: Doc) -> Doc:
    """Run `find_zones` as a pipeline component."""
    return find_zones(doc)
