"""``python -m microask.training.reading CORPORA``: how well the shipped pipeline reads, on the drafts of one split.

F1 counts a span as found where one of the same kind overlaps it (and, where so stated, has the same scope, role or value).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..analyzer import Analyzer
from ..pipeline import create_pipeline, reader_of
from ..pipeline.decoding import labelled
from ..pipeline.grammar import durations
from ..pipeline.heads import SENTENCE_HEADS, TOKEN_HEADS, columns
from ..pipeline.state import Finding, State
from ..textprep import ScoringCopy
from . import public
from .corpus import Draft, load_corpus
from .sources import Preprocessor, on_copy, split_requests
from .spans import Span, load_spans

#: A span and what must be equal besides: scope, role or value.
Marked = tuple[int, int, Any]


class F1:
    """Counts spans of two sides that overlap and carry the same mark."""

    def __init__(self) -> None:
        self._hits = np.zeros(4)

    def add(self, ours: Iterable[Marked], gold: Iterable[Marked]) -> None:
        """Count one text."""
        ours, gold = list(ours), list(gold)
        self._hits += (_matched(ours, gold), len(ours), _matched(gold, ours), len(gold))

    @property
    def value(self) -> float:
        """The harmonic mean of precision and recall."""
        right, found, covered, wanted = self._hits
        precision, recall = right / max(1, found), covered / max(1, wanted)
        return float(2 * precision * recall / max(1e-9, precision + recall))

    @property
    def wanted(self) -> int:
        """The number of gold spans."""
        return int(self._hits[3])


def _matched(these: Sequence[Marked], those: Sequence[Marked]) -> int:
    return sum(any(a < d and c < b and mark == other for c, d, other in those) for a, b, mark in these)


#: Row of the table, kind, what must be equal besides the kind in our findings and in the gold spans, which of each count.
_ROWS: tuple[tuple[str, str, Callable[[Finding], Any], Callable[[Span], Any], str], ...] = (
    ("people", "person", lambda f: 0, lambda s: 0, ""),
    ("people in third person", "person", lambda f: 0, lambda s: 0, "third"),
    ("organizations", "organization", lambda f: 0, lambda s: 0, ""),
    ("deliverables", "deliverable", lambda f: 0, lambda s: 0, ""),
    ("deliverables, scope right", "deliverable", lambda f: f["scope"], lambda s: s.scope, ""),
    ("reasons", "reason", lambda f: 0, lambda s: 0, ""),
    ("vague phrases", "vague", lambda f: 0, lambda s: 0, ""),
    ("durations", "duration", lambda f: 0, lambda s: 0, ""),
    ("numbers", "number", lambda f: 0, lambda s: 0, ""),
    ("dates", "date", lambda f: 0, lambda s: 0, ""),
    ("recurrence", "recurrence", lambda f: 0, lambda s: 0, ""),
    ("channel", "channel", lambda f: 0, lambda s: 0, ""),
)


def reading_figures(
    analyze: Callable[[str, str | None], tuple[State, ScoringCopy]],
    drafts: Sequence[Draft],
    gold: Mapping[str, Sequence[Span]],
    fold: bool = False,
) -> dict[str, tuple[float, int]]:
    """Return the figures of each kind on annotated drafts.

    Parameters
    ----------
    analyze : callable
        `microask.analyzer.Analyzer.analyze`.
    drafts : sequence of Draft
        Those without gold spans are passed over.
    gold : mapping of str to sequence of Span
    fold : bool
        Read the texts in lower case.

    Returns
    -------
    dict of str to (float, int)
        F1 and the number of gold spans.
    """
    counts = {name: F1() for name, *_ in _ROWS} | {"ask sentences": F1(), "minutes of durations": F1()}
    kinds = [0, 0]
    for draft in drafts:
        if draft.id not in gold:
            continue
        text = draft.text.lower() if fold and len(draft.text.lower()) == len(draft.text) else draft.text
        known, copy = analyze(text, draft.subject)
        spans = on_copy(gold[draft.id], copy)
        findings = [f for f in known["findings"] if f["start"] >= copy.head]
        for name, kind, ours, theirs, role in _ROWS:
            counts[name].add(
                ((f["start"], f["end"], ours(f)) for f in findings if f["kind"] == kind and role in ("", f["note"])),
                (_moved(s, copy.head, theirs(s)) for s in spans if s.kind == kind and role in ("", s.detail)),
            )
        counts["minutes of durations"].add(
            ((f["start"], f["end"], f["value"]) for f in findings if f["kind"] == "duration"),
            (_moved(s, copy.head, _minutes(text, draft.text, s)) for s in spans if s.kind == "duration"),
        )
        asks = [_moved(s, copy.head, s.detail) for s in spans if s.kind == "ask"]
        counts["ask sentences"].add(
            ((a["start"], a["end"], 0) for a in known["asks"] if a["start"] >= copy.head), ((a, b, 0) for a, b, _ in asks)
        )
        for start, end, kind in asks:
            for ask in known["asks"]:
                if start < ask["end"] and ask["start"] < end:
                    kinds[0] += ask["kind"] == kind
                    kinds[1] += 1
    rows = {name: (count.value, count.wanted) for name, count in counts.items()}
    return rows | {"kind of the ask, where found (accuracy)": (kinds[0] / max(1, kinds[1]), kinds[1])}


def _moved(span: Span, head: int, mark: Any) -> Marked:
    return span.start + head, span.end + head, mark


def _minutes(text: str, original: str, span: Span) -> float:
    """Return the minutes that the words of a gold span say by themselves; -1 where the grammar reads none in them."""
    found = list(durations(original[span.start : span.end]))
    return found[0].value if found else -1.0


def public_figures(language: Path, corpora: Path) -> dict[str, tuple[float, int]]:
    """Return F1 on the held-out parts of the public corpora: names of people, and sentences with an intent."""
    nlp = create_pipeline(language)
    make, network = Preprocessor(nlp), reader_of(nlp).trained
    names, intents = F1(), np.zeros(3)
    where = columns(TOKEN_HEADS)["name"]
    labels = {"B-PER": 1, "I-PER": 2, "B-PERSON": 1, "I-PERSON": 2}
    for tagged in list(public.read_iob2(corpora / "ner/uner_ewt_dev.iob2"))[-public.HELD_OUT_ENTITIES :]:
        read = network([make.sentence(tagged)])[0].tokens[:, where].argmax(axis=1)
        gold = np.array([labels.get(tag, 0) for tag in tagged.tags])
        # Exact: the ends are part of the mark.
        names.add(((a, b, (a, b)) for a, b in labelled(read * (read < 3))), ((a, b, (a, b)) for a, b in labelled(gold)))
    column = columns(SENTENCE_HEADS)["intent"]
    held_out = split_requests(corpora / "requests/parakweet_train.tsv")[1]
    for text, intent in held_out:
        doc = make.draft(text)[0]
        odds = network([doc])[0].sentences[:, column] if len(doc) else np.zeros((1, 2))
        yes = bool((odds[:, 1] > odds[:, 0]).any())
        intents += (yes and intent, yes, intent)
    return {
        "PERSON, exact, held-out web treebank": (names.value, names.wanted),
        "request sentences, held out": (float(2 * intents[0] / max(1, intents[1] + intents[2])), len(held_out)),
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.reading", description=__doc__)
    parser.add_argument("corpora", type=Path, nargs="?", help="folder of the public corpora, for the figures on them")
    parser.add_argument("--split", default="dev", help="train, dev or test (default dev)")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    analyzer = Analyzer()
    corpus = load_corpus()
    gold = load_spans(corpus)["first"]
    drafts = [draft for draft in corpus if draft.split == args.split]
    rows = reading_figures(analyzer.analyze, drafts, gold)
    folded = reading_figures(analyzer.analyze, drafts, gold, fold=True)
    rows |= {f"{name}, case folded": folded[name] for name in ("people", "people in third person")}
    if args.corpora:
        rows |= public_figures(analyzer.path / "language", args.corpora)
    if args.json:
        print(json.dumps(rows, indent=2))
        return
    for name, (value, count) in rows.items():
        print(f"{name:45s} {value:.3f}  of {count:,}")


if __name__ == "__main__":
    main()
