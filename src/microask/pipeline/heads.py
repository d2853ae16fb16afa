"""What the reader is asked of each token and of each sentence: heads and their labels, in the order of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Universal parts of speech.
PARTS_OF_SPEECH = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB",
    "X",
)  # fmt: skip
#: Questions to each token. ``B`` begins a span, ``I`` goes on with it.
TOKEN_HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "name": ("", "B-person", "I-person", "B-organization", "I-organization"),
        "role": ("reader", "sender", "third"),
        "deliverable": ("", "B", "I"),
        "reason": ("", "B", "I"),
        "vague": ("", "B", "I"),
        "recurrence": ("", "B", "I"),
        "channel": ("", "B", "I"),
        "ask": ("no", "yes"),
        "scope": ("context", "ask"),
        "pos": PARTS_OF_SPEECH,
    }
)
#: The token heads that are one kind of span each, with the labels outside, beginning and inside.
SPAN_HEADS = ("deliverable", "reason", "vague", "recurrence", "channel")
#: Questions to each sentence: does it ask, what kind of ask is it, and would office workers see an intent in it?
SENTENCE_HEADS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "asks": ("no", "yes"),
        "kind": (
            "introduction", "referral", "feedback", "decision", "question", "meeting", "mentoring", "resource", "favour", "other",
        ),
        "intent": ("no", "yes"),
    }
)  # fmt: skip

#: Scales on which the whole message is rated by its asking sentences, in the space of log odds.
SCALES = ("small", "specific")


def columns(heads: Mapping[str, tuple[str, ...]]) -> dict[str, slice]:
    """Return for each head its columns in the output."""
    found, start = {}, 0
    for name, labels in heads.items():
        found[name] = slice(start, start + len(labels))
        start += len(labels)
    return found
