"""The spaCy pipeline: from a message to findings with their scope, and asks."""

from __future__ import annotations

import spacy
from spacy.language import Language

#: The components in the order in which they build on each other; each is registered by entry point.
COMPONENTS = (
    "microask_zones",
    "microask_sentences",
    "microask_lexicon",
    "microask_quantities",
    "microask_names",
    "microask_deliverables",
    "microask_phrases",
    "microask_asks",
)


def create_pipeline() -> Language:
    """Make the pipeline.

    Returns
    -------
    spacy.language.Language
        English tokenization and the components of microask; ``doc._.microask`` holds what they find, a plain dict.
    """
    nlp = spacy.blank("en")
    for component in COMPONENTS:
        nlp.add_pipe(component)
    return nlp
