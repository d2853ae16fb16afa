"""The phrases component: reasons, which run from their cue to the end of the clause."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from .deliverables import _GENERIC
from .state import found, state

#: A clause ends here, unless the mark follows within a few characters of the cue.
_CLAUSE_END = re.compile(r"[.;!?\n]|\s[-–—]\s|, (?:so|but|and|could|can|would|will|please|i|we|may|is|do|if)\b", re.IGNORECASE)
#: A reason is a clause; where no mark ends it, it is cut here.
MAX_CHARS = 160
#: A reason with fewer words of substance than this says nothing.
MIN_SUBSTANCE = 1


def find_reasons(doc: Doc) -> Doc:
    """Add the reasons; one that says nothing is noted as a placebo and counts as vague instead."""
    known = state(doc)
    text = known["authored"]
    covered = -1
    for key, start, end in sorted(known["phrases"], key=lambda match: (match[1], -match[2])):
        if key != "cues.reason" or doc[start].idx < covered:
            continue
        begin, cue_end = doc[start].idx, doc[end - 1].idx + len(doc[end - 1])
        stop = _CLAUSE_END.search(text, cue_end)
        finish = min(stop.start() if stop else len(text.rstrip()), _word_end(text, begin + MAX_CHARS))
        clause = text[begin:finish].rstrip()
        words = [t for t in doc[end:] if t.idx < finish and t.is_alpha and not t.is_stop and t.lower_ not in _GENERIC]
        if len(words) >= MIN_SUBSTANCE:
            known["findings"].append(found("reason", begin, begin + len(clause), note="cue"))
            covered = finish
    return doc


def _word_end(text: str, at: int) -> int:
    """Return the first end of a word from a position on."""
    while at < len(text) and not text[at].isspace():
        at += 1
    return min(at, len(text))


@Language.component("microask_phrases", assigns=["doc._.microask"], requires=["doc._.microask"])
def create_phrases(doc: Doc) -> Doc:
    """Run `find_reasons` as a pipeline component."""
    return find_reasons(doc)
