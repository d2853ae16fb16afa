"""Where the trained artefacts are: one function for wheel, editable install and checkout."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from . import __version__
from .errors import ModelNotFoundError

#: Environment variable that names a folder of artefacts.
VARIABLE = "MICROASK_MODEL"


def find_models(path: str | os.PathLike[str] | None = None) -> Path:
    """Return the folder that holds ``scorer/`` and ``language/``.

    The places, in order: the argument, the environment variable ``MICROASK_MODEL``, the wheel, the checkout. A place that
    was named and holds no model is an error; it is not passed over.

    Parameters
    ----------
    path : str or path-like, optional

    Returns
    -------
    pathlib.Path

    Raises
    ------
    ModelNotFoundError
        Lists every place looked at.
    """
    package = Path(__file__).resolve().parent
    named = path if path is not None else os.environ.get(VARIABLE)
    places = [Path(named)] if named else [package / "_models", package.parents[1] / "models"]
    for place in places:
        if (place / "scorer" / "meta.json").is_file() and (place / "language").is_dir():
            return place
    looked = ", ".join(str(place) for place in places)
    raise ModelNotFoundError(
        f"no trained model (a folder with scorer/meta.json and language/) in: {looked}. Install microask from its wheel, "
        f"fit a model with `python -m microask.training`, or name a folder by argument or {VARIABLE}."
    )


def fingerprint(models: Path) -> str:
    """Return what tells one model and version from another: equal fingerprints give equal scores.

    The manifest holds the digests of the scorer and of the reader that it was fitted for; loading checks both.
    """
    return hashlib.sha256(__version__.encode() + (models / "scorer" / "meta.json").read_bytes()).hexdigest()
