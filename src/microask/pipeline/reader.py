"""The reader component: the trained network's answers as findings with their scope, and as asks with their kind."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from spacy import util
from spacy.language import Language
from spacy.tokens import Doc

from ..errors import ModelError
from .decoding import Words, words_of
from .forms import is_offer, is_request
from .heads import SENTENCE_HEADS, TOKEN_HEADS, columns
from .layout import Array
from .network import Network, Reading
from .state import AUTHORED, AskFound, State, found, state, token_range, trimmed

ARRAYS = "reader.npz"
_TOKEN, _SENTENCE = columns(TOKEN_HEADS), columns(SENTENCE_HEADS)
#: Kinds that are part of an ask wherever they stand.
_ALWAYS_ASK = frozenset(("reason", "vague"))
#: Docs that are read at once.
BATCH = 32
#: Log odds of asking of a sentence that offers help: what is offered to the reader is not asked.
OFFERED = -5.0
#: And of one that is put as a request, at least.
REQUESTED = 3.0
#: Of an asking sentence only its asking words are the ask where they are less than this share of it: run-on sentences.
CLAUSE = 0.6


class Reader:
    """Find people, organizations, deliverables, reasons, vague phrases, recurrence, channel and asks; give findings their scope.

    Parameters
    ----------
    nlp : Language
    name : str

    Notes
    -----
    Empty until ``from_disk`` or ``from_bytes`` gives it a network.
    """

    def __init__(self, nlp: Language, name: str = "microask_reader") -> None:
        self.name = name
        self.vocab = nlp.vocab
        self.network: Network | None = None
        self._data = b""

    @property
    def trained(self) -> Network:
        """The network.

        Raises
        ------
        ModelError
            Where the component has none yet.
        """
        if self.network is None:
            raise ModelError(f"{self.name} has no trained network; load a pipeline that was saved with one")
        return self.network

    def __call__(self, doc: Doc) -> Doc:
        """Read one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Read Docs; each comes out as it would alone, and faster."""
        network = self.trained
        remaining = iter(stream)
        while docs := list(islice(remaining, max(1, min(batch_size, BATCH)))):
            if readable := [doc for doc in docs if len(doc)]:
                known, readings = [state(doc) for doc in readable], network(readable)
                words = words_of([reading.tokens for reading in readings], [its["segments"] for its in known])
                for each in zip(known, readings, words, strict=True):
                    annotate(*each)
            yield from docs

    def digest(self) -> str:
        """Return the SHA-256 of the arrays."""
        return hashlib.sha256(self._data).hexdigest()

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the arrays as bytes."""
        return self._data

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Reader:
        """Take the arrays from bytes."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
                self.network = Network({name: arrays[name] for name in arrays.files})
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(f"{self.name}: not the arrays of a reader ({type(error).__name__})") from error
        self._data = data
        return self

    def set_arrays(self, arrays: dict[str, Array]) -> Reader:
        """Take freshly trained arrays."""
        buffer = io.BytesIO()
        np.savez(buffer, **{name: arrays[name] for name in sorted(arrays)})  # type: ignore[arg-type]
        return self.from_bytes(buffer.getvalue())

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the arrays to a folder."""
        folder = util.ensure_path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ARRAYS).write_bytes(self._data)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Reader:
        """Read the arrays from a folder."""
        file = util.ensure_path(path) / ARRAYS
        try:
            return self.from_bytes(file.read_bytes())
        except OSError as error:
            raise ModelError(f"cannot read {file} ({type(error).__name__}): install microask again") from error


def annotate(known: State, reading: Reading, words: Words) -> None:
    """Turn what the network said of a Doc into findings and asks."""
    starts, ends, asked = known["starts"], known["ends"], words.scope
    zone_of = [zone for zone, start, end in known["segments"] for _ in range(start, end)]
    known["pos"] = words.pos
    for finding in known["findings"]:
        covered = token_range(known, finding["start"], finding["end"])
        finding["scope"] = "ask" if sum(asked[covered.start : covered.stop]) > 0 else "context"
    for kind, start, end in words.spans:
        zone = zone_of[start]
        if zone not in AUTHORED and (kind not in ("person", "organization") or zone == "quoted"):
            continue
        start, end = trimmed(known, start, end)  # noqa: PLW2901
        if start >= end:
            continue
        roles = reading.tokens[start:end, _TOKEN["role"]]
        note = TOKEN_HEADS["role"][int(roles.sum(axis=0).argmax())] if kind == "person" else ""
        finding = found(kind, starts[start], ends[end - 1], note=note)
        belongs = kind in _ALWAYS_ASK or (zone in AUTHORED and sum(asked[start:end]) > 0)
        finding["scope"] = "ask" if belongs else "context"
        known["findings"].append(finding)
    odds = reading.sentences[:, _SENTENCE["asks"]]
    surely = (odds[:, 1] - odds[:, 0]).tolist()
    blank = known["blank"]
    authored = [i for i, (zone, a, b) in enumerate(known["segments"]) if zone in AUTHORED and not all(blank[a:b])]
    for i in authored:
        _, a, b = known["segments"][i]
        sentence = known["text"][starts[a] : ends[b - 1]].strip()
        if surely[i] >= 0 and is_offer(sentence):
            surely[i] = OFFERED
        elif surely[i] < REQUESTED and is_request(sentence):
            surely[i] = REQUESTED
    small, specific = reading.ratings.tolist()
    known["readings"] = (max((surely[i] for i in authored), default=-10.0), small, specific)
    known["asks"] = list(_asks(known, reading, words, {i: surely[i] for i in authored if surely[i] >= 0}))
    _finish(known)


def _asks(known: State, reading: Reading, words: Words, asking: dict[int, float]) -> Iterator[AskFound]:
    """Yield the asks of the segments whose odds of asking are given."""
    # A subject line repeats the ask of the body; it is an ask of its own only where there is no other.
    chosen = [i for i in asking if known["segments"][i][0] != "subject"] or list(asking)
    blank = known["blank"]
    for i in chosen:
        _, start, end = known["segments"][i]
        start, end = trimmed(known, start, end)
        marked = [at for at in range(start, end) if words.asks[at] and not blank[at]]
        if marked and marked[-1] + 1 - marked[0] < CLAUSE * (end - start):
            start, end = trimmed(known, marked[0], marked[-1] + 1)
        kind = SENTENCE_HEADS["kind"][int(reading.sentences[i, _SENTENCE["kind"]].argmax())]
        yield AskFound(
            kind=kind, start=known["starts"][start], end=known["ends"][end - 1], minutes=None,
            strength=round(1 / (1 + math.exp(-min(asking[i], 30.0))), 6),
        )  # fmt: skip


def _finish(known: State) -> None:
    """Give the asks their minutes, and store which words belong to an ask."""
    findings, asks = known["findings"], known["asks"]
    if not asks:
        for finding in findings:
            finding["scope"] = "context"
    for finding in findings:
        if finding["kind"] == "duration" and finding["scope"] == "ask":
            # A length of time belongs to the ask that it stands in or behind.
            ask = next((ask for ask in reversed(asks) if ask["start"] <= finding["start"]), asks[0])
            ask["minutes"] = max(ask["minutes"] or 0.0, finding["value"])
    spans = [(ask["start"], ask["end"]) for ask in asks]
    spans += [(finding["start"], finding["end"]) for finding in findings if finding["scope"] == "ask"]
    known["scope_tokens"] = sorted(set().union(*(token_range(known, start, end) for start, end in spans)))
    findings.sort(key=lambda finding: (finding["start"], finding["end"]))


@Language.factory("microask_reader", assigns=["doc._.microask_state"], requires=["doc._.microask_state"])
def create_reader(nlp: Language, name: str) -> Any:
    """Make the reader component."""
    return Reader(nlp, name)
