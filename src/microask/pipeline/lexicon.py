"""The lexicon component: all phrase lists in one pass over the tokens."""

from __future__ import annotations

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from ..lexicons import groups
from .state import AUTHORED, state

#: The phrase files that the component matches.
FILES = ("asks", "kinds", "vague", "cues", "objects")


class LexiconMatcher:
    """Match every phrase of the lexicons.

    Parameters
    ----------
    nlp : Language
        Its tokenizer reads the phrases, so that they match texts read by the same tokenizer.
    name : str
    """

    def __init__(self, nlp: Language, name: str = "microask_lexicon") -> None:
        self.name = name
        # NORM matches curly apostrophes and "n't" spellings that LOWER misses.
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._keys: dict[int, str] = {}
        for file in FILES:
            for group in groups(file):
                key = f"{file}.{group.name}"
                self._keys[nlp.vocab.strings.add(key)] = key
                self._matcher.add(key, [nlp.make_doc(phrase) for phrase in sorted(group.phrases)])

    def __call__(self, doc: Doc) -> Doc:
        """Store every match of a phrase in the authored text."""
        known = state(doc)
        authored = [name in AUTHORED for name, start, end in known["segments"] for _ in range(start, end)]
        keys = self._keys
        known["phrases"] = [
            (keys[key], start, end) for key, start, end in self._matcher(doc) if authored[start] and authored[end - 1]
        ]
        return doc


@Language.factory("microask_lexicon", assigns=["doc._.microask_state"], requires=["doc._.microask_state"])
def create_lexicon(nlp: Language, name: str) -> LexiconMatcher:
    """Make the lexicon component."""
    return LexiconMatcher(nlp, name)
