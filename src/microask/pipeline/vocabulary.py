"""The vocabulary of a pipeline, held to a bounded size however many texts pass."""

from __future__ import annotations

from contextlib import ExitStack

from spacy.language import Language

#: Words that stay known, so that the tokenizer need not split them anew. Beyond as many, further ones live in a memory zone.
KNOWN_WORDS = 30_000
#: Texts read between two releases of that zone.
ZONE = 2048
#: Words entered into spaCy's tables between two rebuilds of them.
ENTERED_WORDS = 100_000
#: Neither tells one word from another, so a rebuild leaves them alone.
_UNTOUCHED = ("vectors", "lookups")


class BoundedVocabulary:
    """Releases the words of past texts.

    Parameters
    ----------
    nlp : spacy.language.Language
        Its memory zones are entered here and nowhere else.
    """

    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._zone = ExitStack()
        self._in_zone = False
        self._texts = 0

    def admit(self, texts: int) -> None:
        """Make room for some more texts; every Doc read before is void from here on."""
        if self._texts + texts > ZONE and (self._in_zone or len(self._nlp.vocab) > KNOWN_WORDS):
            self._zone.close()
            self._rebuild()
            self._zone.enter_context(self._nlp.memory_zone())
            self._in_zone = True
            self._texts = 0
        self._texts += texts

    def _rebuild(self) -> None:
        # The end of a zone frees its words and marks their cells in the hash tables as deleted, but a table counts deleted
        # cells as filled and doubles when it has many. Only loading a vocabulary starts small tables, and sets its length to 0.
        vocab = self._nlp.vocab
        if len(vocab) > ENTERED_WORDS:
            vocab.from_bytes(vocab.to_bytes(exclude=_UNTOUCHED), exclude=_UNTOUCHED)
