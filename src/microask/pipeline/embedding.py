"""The vectors of words by themselves: hashed tables and word vectors, mixed; most are common words, and remembered."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import numpy as np
from thinc.api import NumpyOps

from ..errors import ModelError
from .layers import GRID, check_shapes, normalize, on_grid, product
from .layout import Array

TABLES = 4
#: Vectors of tokens that are remembered; the store starts anew when it is full.
MEMORY = 20_000
#: The norm of a word that was rare in training.
UNKNOWN = 0
#: Tokens are embedded in blocks of this many.
BLOCK = 64
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 1], dtype=np.uint64)
_OPS = NumpyOps()
#: Guards what is remembered: somebody else's pipeline may be shared between threads.
_LOCK = threading.Lock()


def find_rows(keys: Array, data: Array, wanted: Array) -> Array:
    """Return the vectors of words by the hash of their lower-case form, zeros for a word without one.

    ``data`` holds whole multiples of 1 / GRID.
    """
    rows, known = _looked_up(keys, wanted)
    found: Array = data[rows].astype("f") / np.float32(GRID) * known[:, None]
    return found


def _looked_up(keys: Array, wanted: Array) -> tuple[Array, Array]:
    """Return the place of each wanted number among ascending ones, and whether it is there."""
    rows = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return rows, keys[rows] == wanted


def _is_ascending(keys: Array) -> bool:
    return keys.dtype == np.uint64 and len(keys) > 0 and bool((keys[1:] > keys[:-1]).all())


def token_keys(features: Array) -> Array:
    """Return one number for each row of token features, the same for the same features."""
    keys: Array = (features * _MIX).sum(axis=1, dtype=np.uint64)
    return keys


def forget_rare(features: Array, common: Array) -> Array:
    """Return token features in which a word that is not common has no norm: what its hash says was learned from other words.

    Parameters
    ----------
    features : ndarray of shape (n_tokens, n_attributes)
        The norm stands first.
    common : ndarray of uint64
        Ascending norms.
    """
    kept = features.copy()
    kept[~_looked_up(common, features[:, 0])[1], 0] = UNKNOWN
    return kept


class Embedding:
    """The first layer: from the features of tokens to vectors on the grid.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        Those of the whole network.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        tables = [arrays[f"table_{i}"] for i in range(TABLES)]
        seeds = [int(seed) for seed in arrays["seeds"]]
        self._embed = {name: arrays[f"embed_{name}"].astype(float) for name in ("W", "b", "G", "s")}
        self._common = arrays["common"]
        if not _is_ascending(self._common):
            raise ModelError("reader: the norms of the common words should be ascending")
        self._vectors = (arrays["keys"], arrays["vectors"]) if "keys" in arrays else None
        if self._vectors:
            self._embed |= {f"vectors_{name}": arrays[f"vectors_{name}"].astype(float) for name in ("W", "b")}
            keys, data = self._vectors
            if len(keys) != len(data) or not _is_ascending(keys):
                raise ModelError("reader: the keys of the word vectors should be ascending, one for each vector")
        self.width = len(self._embed["G"])
        n_tables = TABLES + bool(self._vectors)
        check_shapes(
            {
                "tables": ([table.shape[1:] for table in tables], [(self.width,)] * TABLES),
                "seeds": (len(seeds), TABLES),
                "embed": (self._embed["W"].shape, (len(self._embed["b"]), n_tables * self.width)),
            }
        )
        self._tables = list(zip(tables, seeds, strict=True))
        self._mix = self._embed["W"].T.reshape(n_tables, self.width, -1)
        self._memory: dict[int, int] = {}
        self._store = np.zeros((MEMORY, self.width), dtype="f")

    def __call__(self, features: Array) -> Array:
        """Return the vectors of tokens by themselves, in whole numbers."""
        keys = token_keys(features).tolist()
        with _LOCK:
            return self._remembered(keys, features)

    def _remembered(self, keys: list[int], features: Array) -> Array:
        memory = self._memory
        rows: list[Any] = [*map(memory.get, keys)]
        if None in rows:
            new = {key: i for i, key in enumerate(keys) if key not in memory}
            if len(memory) + len(new) > MEMORY:
                memory.clear()
                new = {key: i for i, key in enumerate(keys)}
            if len(new) > MEMORY:
                return self._vectors_of(features)
            start = len(memory)
            self._store[start : start + len(new)] = self._vectors_of(features[list(new.values())])
            memory.update(zip(new, range(start, start + len(new)), strict=True))
            rows = [*map(memory.get, keys)]
        remembered: Array = self._store[rows]
        return remembered

    def _vectors_of(self, features: Array) -> Array:
        blocks = []
        features = forget_rare(features, self._common)
        for start in range(0, len(features), BLOCK):
            part = features[start : start + BLOCK]
            columns = [
                table[_OPS.hash(np.ascontiguousarray(part[:, i]), seed) % len(table)].astype(float).sum(axis=1)
                for i, (table, seed) in enumerate(self._tables)
            ]
            if self._vectors:
                found = find_rows(*self._vectors, part[:, -1])
                columns.append(product(found, self._embed["vectors_W"].T) + self._embed["vectors_b"])
            y = sum(map(product, columns, self._mix)) + self._embed["b"]
            blocks.append(on_grid(normalize(y, self._embed["G"], self._embed["s"])))
        return np.concatenate(blocks)
