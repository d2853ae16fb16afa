"""From the trained thinc network to the arrays that `microask.pipeline.network` evaluates."""

from __future__ import annotations

from typing import Any

import numpy as np
from thinc.api import Model

from ..pipeline.layers import EXACT, LIMIT
from ..pipeline.layout import Array
from .network import SEEDS


def export(model: Model[Any, Any]) -> dict[str, Array]:
    """Return the arrays of a network from `microask.training.network.build`.

    Weights of the layers that are evaluated again and again become whole numbers, as fine as exact addition allows.
    """
    embed = model.get_ref("embed")
    tables = [layer for layer in embed.walk() if layer.name == "hashembed"]
    arrays: dict[str, Array] = {f"table_{i}": _param(table, "E").astype(np.float16) for i, table in enumerate(tables)}
    arrays["common"] = model.attrs["common"]
    arrays["seeds"] = np.array(SEEDS[: len(tables)])
    maxout, norm = (next(layer for layer in embed.walk() if layer.name == name) for name in ("maxout", "layernorm"))
    arrays |= {f"embed_{name}": array for name, array in _maxout(maxout, norm).items()}
    looked_up = next((layer for layer in embed.walk() if layer.name == "word_vectors"), None)
    if looked_up is not None:
        linear = next(layer for layer in embed.walk() if layer.name == "linear")
        arrays |= {"keys": looked_up.attrs["keys"], "vectors": looked_up.attrs["data"]}
        arrays |= {"vectors_W": _param(linear, "W"), "vectors_b": _param(linear, "b")}
    encode = model.get_ref("encode")
    layers = [layer for layer in encode.walk() if layer.name == "maxout"]
    norms = [layer for layer in encode.walk() if layer.name == "layernorm"]
    arrays["depth"] = np.array(len(layers))
    for i, pair in enumerate(zip(layers, norms, strict=True)):
        arrays |= _whole(f"encode_{i}", _maxout(*pair))
    for i, window in enumerate(layer for layer in encode.walk() if layer.name == "window"):
        columns = _whole(f"window_{i}", {"W": _param(window, "W").T})
        arrays |= columns | {f"window_{i}_W": columns[f"window_{i}_W"].T.copy()}
    for name in ("sentence", "message", "token"):
        arrays |= _whole(
            name, _maxout(*(next(x for x in model.get_ref(name).walk() if x.name == k) for k in ("maxout", "layernorm")))
        )
    for name in ("token_out", "sentence_out", "rating_out"):
        out = model.get_ref(name)
        arrays |= _whole(name, {"W": _param(out, "W"), "b": _param(out, "b")})
    return arrays


def _param(layer: Model[Any, Any], name: str) -> Array:
    values: Any = layer.get_param(name)
    found: Array = values
    return found


def _maxout(maxout: Model[Any, Any], norm: Model[Any, Any]) -> dict[str, Array]:
    """Return the parameters of both, rows ordered by piece: the pieces are then compared block by block."""
    weights = _param(maxout, "W")
    return {
        "W": weights.transpose(1, 0, 2).reshape(-1, weights.shape[-1]),
        "b": _param(maxout, "b").T.ravel(),
        "G": _param(norm, "G"),
        "s": _param(norm, "b"),
    }


def _whole(name: str, layer: dict[str, Array]) -> dict[str, Array]:
    """Return a layer with its weights as whole numbers and the scale that belongs to them."""
    weights = layer["W"].astype(float)
    finest = np.abs(weights).sum(axis=1).max() * LIMIT / (0.9 * EXACT)
    scale = max(finest, np.abs(weights).max() / np.iinfo(np.int16).max)
    rows = {f"{name}_{key}": array for key, array in layer.items() if key != "W"}
    return rows | {f"{name}_W": np.rint(weights / scale).astype(np.int16), f"{name}_scale": np.array(scale)}
