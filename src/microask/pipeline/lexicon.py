"""The lexicon component: all phrase lists in one pass over the tokens."""

from __future__ import annotations

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from ..lexicons import groups
from .state import found, state

#: The phrase files that the component matches.
FILES = ("asks", "kinds", "vague", "cues", "objects")
#: Groups that are findings in their own right, with the evidence kind each becomes.
FINDINGS = {"cues.channel": "channel", "cues.recurrence": "recurrence"}
VAGUE = "vague."


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
        """Store every match of a phrase in the authored text, and what is a finding in its own right."""
        known = state(doc)
        authored = known["authored"]
        for key, start, end in self._matcher(doc):
            first, last = doc[start], doc[end - 1]
            if not authored[first.idx].isspace() and not authored[last.idx].isspace():
                known["phrases"].append((self._keys[key], start, end))
        self._collect(doc)
        return doc

    @staticmethod
    def _collect(doc: Doc) -> None:
        known = state(doc)
        for kind in ("channel", "recurrence", "vague"):
            spans = [
                Span(doc, start, end, label=key)
                for key, start, end in known["phrases"]
                if FINDINGS.get(key) == kind or (kind == "vague" and key.startswith(VAGUE))
            ]
            for span in filter_spans(spans):
                group = span.label_.split(".")[1]
                known["findings"].append(found(kind, span.start_char, span.end_char, note=group))


@Language.factory("microask_lexicon", assigns=["doc._.microask"], requires=["doc._.microask"])
def create_lexicon(nlp: Language, name: str) -> LexiconMatcher:
    """Make the lexicon component."""
    return LexiconMatcher(nlp, name)
