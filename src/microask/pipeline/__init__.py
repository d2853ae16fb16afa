"""The spaCy pipeline: from a message to findings with their scope, and asks."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from ..textprep import ScoringCopy
from .reader import Reader
from .state import QUOTED, TEXT

#: The components in the order in which they build on each other; each is registered by entry point.
COMPONENTS = (
    "microask_zones",
    "microask_sentences",
    "microask_lexicon",
    "microask_quantities",
    "microask_reader",
)


def create_pipeline(trained: Path | None) -> Language:
    """Make the pipeline.

    Parameters
    ----------
    trained : pathlib.Path or None
        Folder of a trained pipeline, ``models/language``; None gives the components without a trained reader.

    Returns
    -------
    spacy.language.Language
        English tokenization and the components of microask; ``doc._.microask_state`` holds what they find, a plain dict.

    Raises
    ------
    ModelError
        Where the folder holds no reader, or a damaged one.
    """
    nlp = spacy.blank("en")
    for component in COMPONENTS:
        nlp.add_pipe(component)
    if trained is not None:
        reader_of(nlp).from_disk(trained / "microask_reader")
    return nlp


def reader_of(nlp: Language) -> Reader:
    """Return the reader of a pipeline from `create_pipeline`."""
    return cast(Reader, nlp.get_pipe("microask_reader"))


def doc_of(nlp: Language, copy: ScoringCopy) -> Doc:
    """Return the tokens of a scoring copy, with what the components are to know of it."""
    doc = nlp.make_doc(copy.text)
    doc.user_data[TEXT] = copy.text
    if copy.quoted:
        doc.user_data[QUOTED] = copy.quoted
    return doc
