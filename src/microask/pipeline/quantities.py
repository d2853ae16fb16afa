"""The quantities component: numbers, durations and dates as findings."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from .grammar import dates, durations, numbers
from .state import found, state


def find_quantities(doc: Doc) -> Doc:
    """Add the durations, dates and counts of the authored text; a span is one kind only, in that order."""
    known = state(doc)
    text = known["authored"]
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return not any(start < other_end and other_start < end for other_start, other_end in taken)

    for quantity in durations(text):
        known["findings"].append(found("duration", quantity.start, quantity.end, quantity.value))
        taken.append((quantity.start, quantity.end))
    for start, end in dates(text):
        if free(start, end):
            known["findings"].append(found("date", start, end))
            taken.append((start, end))
    for quantity, noun in numbers(text):
        if free(quantity.start, quantity.end):
            known["findings"].append(found("number", quantity.start, quantity.end, quantity.value, noun))
    return doc


@Language.component("microask_quantities", assigns=["doc._.microask_state"], requires=["doc._.microask_state"])
def create_quantities(doc: Doc) -> Doc:
    """Run `find_quantities` as a pipeline component."""
    return find_quantities(doc)
