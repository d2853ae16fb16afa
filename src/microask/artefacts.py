"""Where the trained artefacts are: one function for wheel, editable install and checkout; and what they consist of."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from . import __version__
from .errors import ModelError, ModelNotFoundError

#: Environment variable that names a folder of artefacts.
VARIABLE = "MICROASK_MODEL"
#: The files of a scorer, and with the reader's all that a model consists of.
SCORER = ("scorer/meta.json", "scorer/scorer.npz")
FILES = (*SCORER, "language/microask_reader/reader.npz")


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


def read_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a model by their names below its folder."""
    try:
        return {name: (folder / name).read_bytes() for name in FILES}
    except OSError as error:
        raise ModelError(f"cannot read the model in {folder} ({error.strerror}): install microask again") from error


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by their names below a folder, which appears whole or not at all; one of that name gives way to it.

    Raises
    ------
    ModelError
        Where nothing can be written there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent) as part:
            for name, data in files.items():
                target = Path(part, "new", name)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
            if folder.exists():
                folder.rename(Path(part, "old"))
            try:
                Path(part, "new").rename(folder)
            except OSError:
                if Path(part, "old").exists():
                    shutil.move(Path(part, "old"), folder)
                raise
    except OSError as error:
        raise ModelError(f"cannot write to {folder}: {error.strerror}; choose another folder") from error


def fingerprint(models: Path) -> str:
    """Return what tells one model and version from another: equal fingerprints give equal scores.

    The manifest holds the digests of the scorer and of the reader that it was fitted for; loading checks both.
    """
    return hashlib.sha256(__version__.encode() + (models / "scorer" / "meta.json").read_bytes()).hexdigest()
