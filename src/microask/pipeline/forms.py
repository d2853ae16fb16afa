"""Forms of sentences that decide by themselves whether anything is asked: requests put as such, and offers of help."""

from __future__ import annotations

import re
from functools import cache

from ..lexicons import table


@cache
def _form(name: str) -> re.Pattern[str]:
    row = table("forms")[name]
    return re.compile(rf"{row['before']}(?:{'|'.join(row['patterns'])}){row['behind']}", re.IGNORECASE)


def is_offer(sentence: str) -> bool:
    """Tell whether a sentence offers help, and asks for nothing: "let me know if you need anything"."""
    return _form("offer").match(sentence) is not None


def is_request(sentence: str) -> bool:
    """Tell whether a sentence is put as a request whatever it is about: "could you water the beans?", "please sign here"."""
    return _form("request").match(sentence) is not None
