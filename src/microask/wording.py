"""The words of an ask as terms for the wording model; what the feature table measures is replaced by its kind."""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Doc

from .pipeline.state import state, token_range

#: Kinds whose words stand for themselves nowhere: another name, number or date in their place is the same wording.
MASKED = frozenset(("person", "organization", "duration", "number", "date"))


#: Mark the terms of the ask and of the subject line, so that a word counts differently there and in the rest of the message.
ASK = "@ "
SUBJECT = "# "


def wording_terms(doc: Doc) -> list[str]:
    """Return words and word pairs of the body, those of the subject line, and once more those of the ask, marked.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        A Doc that has passed the pipeline.

    Returns
    -------
    list of str
        In lower case, pairs joined by a blank. In the ask, names and quantities are replaced by their kind; outside it they
        are left out, so that irrelevant details are no wording.
    """
    zones = state(doc)["zones"]
    body = [(start, end) for name, start, end in zones if name == "body"]
    subject = [(start, end) for name, start, end in zones if name == "subject"]
    return [
        *_terms(doc, body, keep_kinds=False),
        *(SUBJECT + term for term in _terms(doc, subject, keep_kinds=True)),
        *(ASK + term for term in _terms(doc, state(doc)["scope"], keep_kinds=True)),
    ]


def _terms(doc: Doc, spans: list[tuple[int, int]], keep_kinds: bool) -> list[str]:
    masks = {f["start"]: (f["end"], f"<{f['kind']}>") for f in state(doc)["findings"] if f["kind"] in MASKED}
    terms: list[str] = []
    for start, end in spans:
        words: list[str] = ["<s>"]
        skip_to = -1
        for i in token_range(doc, start, end):
            token = doc[i]
            if token.idx < skip_to or token.is_space or (token.is_punct and token.text not in ("?", "!")):
                continue
            if token.idx in masks or token.like_num:
                skip_to, kind = masks.get(token.idx, (0, "<number>"))
                if keep_kinds:
                    words.append(kind)
            else:
                words.append(token.norm_)
        terms += words
        terms += [f"{first} {second}" for first, second in pairwise(words)]
    return terms
