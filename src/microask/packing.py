"""A fitted scorer as the files that ship: arrays and a manifest."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import __version__
from .artefacts import SCORER
from .features import FEATURE_NAMES
from .model import FORMAT, schema_hash


def pack_scorer(arrays: Mapping[str, Any], facts: Mapping[str, object]) -> dict[str, bytes]:
    """Return the files of a scorer, the same bytes for the same arrays and facts.

    Parameters
    ----------
    arrays : mapping of str to ndarray
        What `microask.model.from_arrays` reads.
    facts : mapping
        What else the manifest is to say; ``reader`` (`microask.pipeline.reader.Reader.digest`) always.

    Returns
    -------
    dict of str to bytes
        By the names below the folder of a model.
    """
    buffer = io.BytesIO()
    np.savez(buffer, **{name: np.asarray(arrays[name]) for name in sorted(arrays)})  # type: ignore[arg-type]
    data = buffer.getvalue()
    meta: dict[str, object] = {
        "format": FORMAT,
        "version": __version__,
        "schema": schema_hash(),
        "sha256": hashlib.sha256(data).hexdigest(),
        "features": list(FEATURE_NAMES),
    }
    manifest = json.dumps({**meta, **facts}, indent=2, sort_keys=True) + "\n"
    return dict(zip(SCORER, (manifest.encode(), data), strict=True))
