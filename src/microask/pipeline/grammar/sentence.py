"""What the sentence says in which a length of time stands: whether it asks for it, or tells of a deed that took it."""

from __future__ import annotations

import re
from functools import cache

from .words import any_pattern

_start = cache(lambda: re.compile(r"[.?!:;]"))
_question = cache(lambda: re.compile(r"[^.?!]{0,80}\?"))
_asking = cache(lambda: any_pattern("asking", r"(?<!\w)"))
_not_asking = cache(lambda: any_pattern("not_asking", r"(?<!\w)"))
_finished = cache(lambda: any_pattern("finished", r"(?<!\w)"))


def is_done(folded: str, start: int) -> bool:
    """Tell whether a deed of the past is told right before, which makes "in two days" the time it took."""
    return _finished().search(_before(folded, start)[-60:]) is not None


def is_requested(folded: str, start: int, end: int) -> bool:
    """Tell whether a length of time is asked for: it stands behind words of a request, or in a question."""
    before = _before(folded, start)
    asked = [request.end() for request in _asking().finditer(before)]
    if not asked and not _question().match(folded, end):
        return False
    return not _not_asking().search(before[max(0, len(before) - 60, *asked[-1:]) :])  # of the request, not before it


def _before(folded: str, start: int) -> str:
    return _start().split(folded[max(0, start - 200) : start])[-1]
