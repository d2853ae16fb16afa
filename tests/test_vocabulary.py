"""The vocabulary of a process that scores without end stays small; and a word counts the same in either spelling."""

from __future__ import annotations

from itertools import islice, permutations

import numpy as np
import pytest
import spacy
from spacy.attrs import LOWER, SUFFIX

from microask.analyzer import Analyzer
from microask.lexicons import table
from microask.pipeline import vocabulary
from microask.pipeline.layout import token_features
from microask.pipeline.spelling import american

WORDS = ["".join(letters) for letters in islice(permutations("abcdefghij", 6), 1500)]
DRAFTS = [f"Could you {a} the {b} in ten minutes? It's about {c}." for a, b, c in zip(*[iter(WORDS)] * 3, strict=True)]


def test_the_vocabulary_stays_small_and_forgets_nothing_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "KNOWN_WORDS", 0)
    monkeypatch.setattr(vocabulary, "ZONE", 32)
    monkeypatch.setattr(vocabulary, "ENTERED_WORDS", 300)
    analyzer = Analyzer()
    nlp = analyzer._nlp
    start, sizes, scores = (len(nlp.vocab), len(nlp.vocab.strings)), [], []
    for draft in DRAFTS:
        scores.append(analyzer.score(draft).to_dict())
        sizes.append((len(nlp.vocab), len(nlp.vocab.strings)))
    in_a_zone = 32 * 6  # new words of its texts, at most
    assert max(words for words, _ in sizes) < max(start[0], 300) + in_a_zone
    assert max(strings for _, strings in sizes) < start[1] + 4 * in_a_zone
    assert scores == [score.to_dict() for score in Analyzer().score_many(DRAFTS)]


PAIRS = [pair.split(":") for pair in table("spelling")["american"]["words"].split()]


def test_spellings_lead_to_one_word() -> None:
    others = [other for other, _ in PAIRS]
    assert others == sorted(set(others))
    assert not set(others) & {word for _, word in PAIRS}


@pytest.mark.parametrize(("other", "word"), [("favour", "favor"), ("Organisation", "Organization"), ("pls", "please")])
def test_either_spelling_is_the_same_to_the_network(other: str, word: str) -> None:
    nlp = spacy.blank("en")
    one, two = (token_features([nlp(f"Your {form}, at 5?")]) for form in (other, word))
    assert (one[:, [0, 2, 4]] == two[:, [0, 2, 4]]).all()


def test_words_without_another_spelling_stay() -> None:
    doc = spacy.blank("en")("Could you look at 5 slides?")
    found, forms = american(doc.to_array([LOWER]))
    assert not len(found)
    assert forms.shape == (0, 2)
    assert (token_features([doc])[:4, 2] == doc.to_array([SUFFIX])[:4].astype(np.uint64)).all()
