"""microask in anybody's spaCy pipeline: ``nlp.add_pipe("microask")``, found by entry point."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import srsly  # type: ignore[import-untyped]
from spacy import util
from spacy.attrs import IDX, LENGTH
from spacy.language import Language
from spacy.tokens import Doc, Span

from .analyzer import WINDOW, Analyzer
from .api import default_analyzer
from .artefacts import FILES, find_models, read_files, write_files
from .errors import InputValueError, ModelError
from .results import EVIDENCE_KINDS, VERDICTS, Score, Stage

if not Doc.has_extension("microask"):
    Doc.set_extension("microask", default=None)

#: Colours of the evidence kinds in displaCy, all light enough for black letters. ``person`` and ``date`` keep the colours that
#: spaCy gives them: these hold in every drawing of a process, of other pipelines too.
COLORS = {
    "ASK": "#9ecbff",
    "DURATION": "#ffd8a8",
    "NUMBER": "#e9d8a6",
    "ORGANIZATION": "#99e9f2",
    "DELIVERABLE": "#b2f2bb",
    "REASON": "#d0bfff",
    "CHANNEL": "#c5d1de",
    "RECURRENCE": "#fcc2d7",
    "VAGUE": "#ffc9c9",
}


class AskComponent:
    """Score each Doc.

    Parameters
    ----------
    nlp : Language
        Its tokens are left as they are; the text is read by microask's own, so that a Doc scores as `microask.score` has it.
    name : str
    path : str or None
        Folder of the artefacts; see `microask.load`. Not looked at before the first Doc, and not at all where ``from_disk`` or
        ``from_bytes`` bring a model along.
    stage : {"first", "building", "established"}
    spans_key : str or None
        Of the span group; None makes none.

    Notes
    -----
    ``doc._.microask`` holds ``Score.to_dict()``; ``doc.spans[spans_key]`` the evidence, labelled by its kind, with its scope
    ("ask" or "context") as ``span.id_``. Nothing else of a Doc changes.
    """

    def __init__(
        self,
        nlp: Language,
        name: str = "microask",
        *,
        path: str | None = None,
        stage: str = "first",
        spans_key: str | None = "microask",
    ) -> None:
        if stage not in VERDICTS:
            raise InputValueError(f"{name}: stage should be one of {', '.join(VERDICTS)}; got {stage!r}")
        self.name = name
        self.path = path
        self.stage = cast(Stage, stage)
        self.spans_key = spans_key
        self._files: dict[str, bytes] | None = None
        self._analyzer: Analyzer | None = None
        # Span labels that come back from other processes are looked up here.
        for string in (*EVIDENCE_KINDS, "ask", "context"):
            nlp.vocab.strings.add(string)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_analyzer": None}

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the spans."""
        return EVIDENCE_KINDS

    @property
    def analyzer(self) -> Analyzer:
        """What scores, loaded on first use."""
        if self._analyzer is None:
            if self._files is not None:
                # All of a model is in memory once it is loaded; the folder is only on the way.
                with TemporaryDirectory() as folder:
                    write_files(Path(folder, "model"), self._files)
                    self._analyzer = Analyzer(Path(folder, "model"))
            else:
                self._analyzer = default_analyzer() if self.path is None else Analyzer(self.path)
        return self._analyzer

    def __call__(self, doc: Doc) -> Doc:
        """Score one Doc."""
        return self._annotate(doc, self.analyzer.score(doc.text, stage=self.stage))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = WINDOW) -> Iterator[Doc]:
        """Score Docs; each comes out as it would alone, and faster."""
        remaining = iter(stream)
        while docs := list(islice(remaining, max(1, batch_size))):
            scores = self.analyzer.score_many([doc.text for doc in docs], stage=self.stage)
            for doc, score in zip(docs, scores, strict=True):
                yield self._annotate(doc, score)

    def _annotate(self, doc: Doc, score: Score) -> Doc:
        doc._.microask = score.to_dict()
        if self.spans_key is not None:
            # ``Doc.char_span`` walks the whole Doc for each.
            starts, lengths = doc.to_array([IDX, LENGTH]).astype(int).reshape(-1, 2).T
            ends = starts + lengths
            doc.spans[self.spans_key] = [
                Span(doc, first, last, label=item.kind, span_id=item.scope)
                for item in score.evidence
                if (first := bisect_right(ends, item.start)) < (last := bisect_left(starts, item.end))
            ]
        return doc

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the model as bytes."""
        return cast(bytes, srsly.msgpack_dumps(self._model_files()))

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> AskComponent:
        """Take the model from bytes."""
        try:
            files = srsly.msgpack_loads(data)
        except Exception:  # each kind of damage fails in its own way
            files = None
        if not isinstance(files, dict) or set(files) != set(FILES):
            raise ModelError(f"{self.name}: not the bytes of a model; save the pipeline again")
        return self._take(files)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the model to a folder, which `microask.load` takes too."""
        write_files(util.ensure_path(path), self._model_files())

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> AskComponent:
        """Take the model from a folder."""
        return self._take(read_files(find_models(path)))

    def _model_files(self) -> dict[str, bytes]:
        return self._files or read_files(self.analyzer.path)

    def _take(self, files: dict[str, bytes]) -> AskComponent:
        self._files, self._analyzer = files, None
        _ = self.analyzer  # damaged files are refused now, not at the first Doc
        return self


@Language.factory(
    "microask",
    default_config={"path": None, "stage": "first", "spans_key": "microask"},
    assigns=["doc._.microask", "doc.spans"],
)
def create_component(nlp: Language, name: str, path: str | None, stage: str, spans_key: str | None) -> AskComponent:
    """Make the component."""
    return AskComponent(nlp, name, path=path, stage=stage, spans_key=spans_key)
