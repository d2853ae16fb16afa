"""All of microask's reading as one component, for somebody else's spaCy pipeline: ``nlp.add_pipe("microask")``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from ..artefacts import find_models
from . import COMPONENTS
from .reader import BATCH, Reader


class Whole:
    """Run every component of `microask.pipeline` in turn.

    Parameters
    ----------
    nlp : Language
        Whose tokenizer is used; its other components may stand before or behind.
    name : str
    path : str or None
        Folder of the artefacts; see `microask.artefacts.find_models`.

    Notes
    -----
    ``doc._.microask`` holds what was found, a plain dict (`microask.pipeline.state.State`), and nothing else of the Doc changes.
    """

    def __init__(self, nlp: Language, name: str, path: str | None) -> None:
        self.name = name
        self._steps: list[Callable[[Doc], Doc]] = []
        for component in COMPONENTS:
            made = nlp.create_pipe(component)
            if isinstance(made, Reader):
                made.from_disk(find_models(path) / "language" / component)
                self._reader = made
            else:
                self._steps.append(made)

    def __call__(self, doc: Doc) -> Doc:
        """Read one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = BATCH) -> Iterator[Doc]:
        """Read Docs."""
        return self._reader.pipe(map(self._prepared, stream), batch_size=batch_size)

    def _prepared(self, doc: Doc) -> Doc:
        doc._.microask = None
        for step in self._steps:
            doc = step(doc)
        return doc


@Language.factory("microask", default_config={"path": None}, assigns=["doc._.microask"])
def create_whole(nlp: Language, name: str, path: str | None) -> Whole:
    """Make the component."""
    return Whole(nlp, name, path)
