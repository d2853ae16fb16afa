"""One word, whichever way it is spelt: the network is told the American form of words that have another."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from spacy.strings import get_string_id

from ..lexicons import table

Array = np.ndarray[Any, np.dtype[Any]]

#: Letters of a suffix, as spaCy takes them.
_SUFFIX = 3


@cache
def _table() -> tuple[Array, Array]:
    """Return the ascending hashes of the other spellings, and the hashes of American word and suffix of each."""
    pairs = [pair.split(":") for pair in table("spelling")["american"]["words"].split()]
    rows = np.array(
        [(get_string_id(other), get_string_id(word), get_string_id(word[-_SUFFIX:])) for other, word in pairs], dtype=np.uint64
    )
    rows = rows[rows[:, 0].argsort()]
    return rows[:, 0], rows[:, 1:]


def american(words: Array) -> tuple[Array, Array]:
    """Find the words that have an American form.

    Parameters
    ----------
    words : ndarray of uint64
        Hashes of words in lower case.

    Returns
    -------
    (ndarray of int, ndarray of shape (n_found, 2))
        Places of these words; hashes of the American word and of its suffix.
    """
    others, forms = _table()
    rows = np.minimum(np.searchsorted(others, words), len(others) - 1)
    found = np.flatnonzero(others[rows] == words)
    return found, forms[rows[found]]
