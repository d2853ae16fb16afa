"""What the reader is trained on: drafts with their spans, drafts and real texts with ratings alone, and the public corpora."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from ..pipeline import doc_of
from ..pipeline.heads import PARTS_OF_SPEECH
from ..pipeline.layout import MASKS, Array, token_features
from ..pipeline.state import state
from ..textprep import ScoringCopy, prepare
from . import public
from .corpus import Draft
from .spans import Span
from .surroundings import Piece, pieces_of
from .targets import Example, from_intent, from_pos, from_tags, no_ask, rated, unknown

#: How often a draft is seen in an epoch: plain messages are nearer to real mail than lively ones.
TIMES = {"plain": 2, "lively": 1}
#: One part in this many of the request sentences is held out, and never trained on.
HOLD_OUT = 5
#: A word that stands in fewer texts is not known by itself.
COMMON_FROM = 4
#: Of that drawing, and of the training.
SEED = 20261127


@dataclass
class Sources:
    """The training examples by source, and the words that are common in them."""

    annotated: list[tuple[Draft, list[Piece]]]
    rated: list[Example]
    real: list[Example]
    public: list[Example]
    intent: list[Example]
    common: Array


class Preprocessor:
    """Makes Docs with all that the reader is told: zones, sentences, the grammar, the lexicon."""

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        self._before = [component for name, component in nlp.pipeline if name != "microask_reader"]

    def draft(self, text: str, subject: str | None = None) -> tuple[Doc, ScoringCopy]:
        """Return the Doc of a message and its scoring copy."""
        copy = prepare(text, subject)
        return self._run(doc_of(self.nlp, copy)), copy

    def sentence(self, tagged: public.Tagged) -> Doc:
        """Return the Doc of a tokenized sentence."""
        return self._run(Doc(self.nlp.vocab, words=tagged.words, spaces=tagged.spaces))

    def _run(self, doc: Doc) -> Doc:
        for component in self._before:
            doc = component(doc)
        return doc


def on_copy(spans: Sequence[Span], copy: ScoringCopy) -> tuple[Span, ...]:
    """Return spans with their offsets in the scoring copy, its subject line not counted."""
    if copy.starts is None:
        return tuple(spans)
    at = {source: i for i, source in enumerate(copy.starts)}
    moved = []
    for span in spans:
        kept = [at[i] for i in range(span.start, span.end) if i in at]
        if kept:
            moved.append(Span(span.kind, span.scope, kept[0], kept[-1] + 1, span.detail))
    return tuple(moved)


def split_requests(path: Path) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Return the request sentences to train on, and those held out."""
    rows = public.read_requests(path)
    random.Random(SEED).shuffle(rows)  # noqa: S311
    cut = len(rows) // HOLD_OUT
    return rows[cut:], rows[:cut]


def load_sources(
    make: Preprocessor,
    drafts: Sequence[Draft],
    gold: Mapping[str, tuple[Span, ...]],
    corpora: Path,
    real: Sequence[Draft] = (),
) -> Sources:
    """Load all that is trained on.

    Parameters
    ----------
    make : Preprocessor
    drafts : sequence of Draft
        Those to train on.
    gold : mapping of str to tuple of Span
        The spans of those drafts that are annotated.
    corpora : pathlib.Path
        Folder of the public corpora; see ``data/README.md``.
    real : sequence of Draft
        Real texts of those corpora; only what is said of those that ask is learned.
    """
    annotated = [
        part
        for draft in drafts
        if draft.id in gold and draft.text.strip()
        for part in [(draft, cut(make, draft, gold[draft.id]))] * TIMES[draft.fields["manner"]]
    ]
    docs = [make.draft(draft.text, draft.subject)[0] for draft in drafts]
    rest = [(draft, doc) for draft, doc in zip(drafts, docs, strict=True) if draft.id not in gold]
    sentences: list[Example] = []
    for tagged in public.read_conllu(corpora / "ewt/train.conllu"):
        doc = make.sentence(tagged)
        sentences.append((doc, from_pos(doc, [PARTS_OF_SPEECH.index(tag) for tag in tagged.tags])))
    entities = list(public.read_iob2(corpora / "ner/uner_ewt_dev.iob2"))[: -public.HELD_OUT_ENTITIES]
    for name in ("gum_ccby", "btc_abegh", "wnut17_train"):
        entities += public.read_iob2(corpora / f"ner/{name}.iob2")
    for tagged in entities:
        doc = make.sentence(tagged)
        sentences.append((doc, from_tags(doc, tagged.tags)))
    requests = [(make.draft(text)[0], intent) for text, intent in split_requests(corpora / "requests/parakweet_train.tsv")[0]]
    return Sources(
        annotated,
        [(doc, rated(unknown(doc), draft) if draft.has_ask else no_ask(doc)) for draft, doc in rest if len(doc)],
        [(doc, rated(unknown(doc), draft)) for draft in real if draft.has_ask for doc in [make.draft(draft.text)[0]]],
        sentences,
        [(doc, from_intent(doc, intent)) for doc, intent in requests if len(doc)],
        common_words([*docs, *(doc for doc, _ in sentences), *(doc for doc, _ in requests)]),
    )


def common_words(docs: Iterable[Doc]) -> Array:
    """Return the ascending norms of the words that stand in at least ``COMMON_FROM`` texts, and of what stands for a number."""
    counts: Counter[int] = Counter()
    for doc in docs:
        counts.update(set(token_features([doc])[:, 0].tolist()))
    return np.array(sorted({n for n, texts in counts.items() if texts >= COMMON_FROM} | set(MASKS.values())), dtype=np.uint64)


def cut(make: Preprocessor, draft: Draft, spans: tuple[Span, ...]) -> list[Piece]:
    """Cut a draft into its sentences, and what stands around them."""
    doc, copy = make.draft(draft.text)
    known = state(doc)
    sentences = [
        (source[0], source[1])
        for zone, start, end in known["segments"]
        if zone == "body" and (source := copy.source_span(known["starts"][start], known["ends"][end - 1]))
    ]
    return pieces_of(draft.text, spans, sentences)
