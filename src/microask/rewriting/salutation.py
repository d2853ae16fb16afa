"""The words by which a sentence calls the reader before it says anything: "Professor Adair, this is a large ask"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..message import not_names
from .hanging import counts
from .topics import Token

#: The last words before the first sentence.
_TOLD = re.compile(r"[,.!\n][ \t]*(?P<words>[^,.!\n]+?)(?:[.:!]|\s[–—-])\s*\Z")
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


def without_count(draft: str, end: int, text: str) -> str:
    """Return a new text whose salutation does not say how many things are asked, where the draft's did: "Hi Lena, two things:".

    Parameters
    ----------
    draft : str
    end : int
        Of the salutation: where the first sentence of the draft begins.
    text : str
        Which asks one thing.
    """
    told = _TOLD.search(draft, 0, end)
    if not told or not counts(told["words"]) or not text.startswith(draft[: told.end("words")]):
        return text
    called, rest = draft[: told.start("words")], text[told.end("words") :].lstrip(" .:!–—-")
    # "Hi Lena, Could you" is none.
    sentence = called.rstrip().endswith(",") and rest[:1].isupper() and not rest.startswith(("I ", "I'", "I’"))
    return f"{called.rstrip(' ,')}. {rest}" if sentence else called + rest
