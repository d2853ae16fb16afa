"""The words by which a sentence calls the reader before it says anything: "Professor Adair, this is a large ask"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..message import not_names
from .topics import Token

_CALL = re.compile(r"(?:[^\W\d_][\w.'’-]*[ \t]+){0,2}([^\W\d_][\w.'’-]*),\s+")


def salutation_end(text: str, start: int, end: int, tokens: Sequence[Token]) -> int:
    """Return where the words end by which a stretch calls the reader at its beginning, with the blank behind them.

    Parameters
    ----------
    text : str
    start, end : int
        The stretch: of the first sentence of a message, or of an ask.
    tokens : sequence of Token

    Returns
    -------
    int
        ``start`` where nobody is called.
    """
    call = _CALL.match(text, start, end)
    if not call or call.end() >= end or not call[1][0].isupper():
        return start
    poses = {token.start: token.pos for token in tokens if start <= token.start < call.end()}
    ordinary = call[1].casefold() in not_names()
    # One capitalised word may be any; the second of two is a name.
    named = poses.get(call.start(1)) == "PROPN" or call.start(1) > start
    return call.end() if named and not ordinary and not {"VERB", "AUX"} & set(poses.values()) else start
