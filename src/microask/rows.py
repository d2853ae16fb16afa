"""What a row of a table gets: our columns, from its draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .artefacts import find_models, fingerprint
from .errors import InputValueError
from .parallel import BATCH, Pool, Windows, take, worker_analyzer
from .results import VERDICTS, Score, Stage

if TYPE_CHECKING:
    from .analyzer import Analyzer

#: Columns that are appended, behind the prefix; the second row where rewrites are asked for.
COLUMNS = ("value", "small", "specific", "label", "verdict", "ask", "why", "error")
REWRITE_COLUMNS = ("rewrite", "gain")
#: The strongest effects that tell why.
SHOWN = 3
#: The error of a row without a text, beside which the warning of the score that it is empty says nothing new.
EMPTY = "empty cell"
#: The error of a row that takes its worker with it every time.
LOST = "not scored: made its worker die or hang each time"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is read of one row: the draft, its subject, and what is wrong with the row already."""

    text: str
    subject: str | None = None
    error: str = ""

    def weight(self) -> int:
        """Return the number of characters."""
        return len(self.text) + len(self.subject or "")


@dataclass(frozen=True, slots=True)
class Row:
    """Our columns for one row; ``rewrite`` is None where none was asked for."""

    value: float | None = None
    small: float | None = None
    specific: float | None = None
    label: str = ""
    verdict: str = ""
    ask: str = ""
    why: str = ""
    problems: tuple[str, ...] = ()
    rewrite: str | None = None
    gain: float | None = None


@dataclass(frozen=True)
class RowScoring:
    """Scores drafts in this process or, sent there, in a worker.

    Attributes
    ----------
    path : str or None
        Folder of the artefacts; None: those of the package on the machine that scores.
    fingerprint : str
        What the artefacts have to be; see `microask.artefacts.fingerprint`.
    stage : {"first", "building", "established"}
    suggest : bool
        Add the best rewrite.
    """

    path: str | None
    fingerprint: str
    stage: Stage = "first"
    suggest: bool = False

    @classmethod
    def of(cls, analyzer: Analyzer | None, stage: Stage, suggest: bool) -> RowScoring:
        """Return the scoring that an analyzer does, or that of the package."""
        if stage not in VERDICTS:
            raise InputValueError(f"stage should be one of {', '.join(VERDICTS)}; got {stage!r}")
        path = str(analyzer.path) if analyzer else None
        return cls(path, fingerprint(find_models(path)), stage, suggest)

    def __call__(self, drafts: list[Draft]) -> list[Row]:
        """Score drafts with the pipeline of this process, loaded once."""
        return self.rows(worker_analyzer(self.path, self.fingerprint), drafts)

    def rows(self, analyzer: Analyzer, drafts: list[Draft]) -> list[Row]:
        """Score drafts; one that cannot be scored has an error and keeps no other from its score."""
        try:
            scores = analyzer.score_pairs([(draft.text, draft.subject) for draft in drafts], stage=self.stage)
            return [self._row(analyzer, draft, score) for draft, score in zip(drafts, scores, strict=True)]
        except Exception as error:  # whatever it is, it belongs to one row
            if len(drafts) > 1:
                return [row for draft in drafts for row in self.rows(analyzer, [draft])]
            # The message may quote the draft; the type does not.
            return [self.failed(f"not scored: {type(error).__name__}")]

    def failed(self, error: str) -> Row:
        """Return the row of a draft that cannot be scored."""
        return Row(problems=(error,), rewrite="" if self.suggest else None)

    def lost(self, _: Draft) -> Row:
        """Return the row of a draft that takes its worker with it every time."""
        return self.failed(LOST)

    def _row(self, analyzer: Analyzer, draft: Draft, score: Score) -> Row:
        told = [effect for effect in score.effects if effect.words][:SHOWN]
        rewrite, gain = None, None
        if self.suggest:
            rewrite, gain = _best_rewrite(analyzer, draft) if score.label in ("macro", "mixed") else ("", None)
        return Row(
            score.value,
            score.small,
            score.specific,
            score.label,
            score.verdict,
            " ".join(score.asks[0].text.split()) if score.asks else "",
            "; ".join(f"{effect.words} {effect.effect:+.2f}" for effect in told),
            (EMPTY,) if draft.error == EMPTY else tuple(filter(None, (draft.error, *score.warnings))),
            rewrite,
            gain,
        )


def _best_rewrite(analyzer: Analyzer, draft: Draft) -> tuple[str, float | None]:
    """Return the rewrite that gains most, ready to paste, and its gain; "" and None where there is none."""
    rewrites = analyzer.suggest(draft.text, draft.subject, 1).rewrites
    if not rewrites:
        return "", None
    best = rewrites[0]
    is_new = best.subject is not None and best.subject != draft.subject
    return (f"Subject: {best.subject}\n\n{best.text}" if is_new else best.text), best.gain


def score_drafts(
    drafts: Iterable[Draft], scoring: RowScoring, analyzer: Analyzer | None, pool: Pool | None, timeout: float
) -> Iterator[Row]:
    """Yield the rows of drafts, in order, scored in a pool or (None) in this process."""
    if pool is not None:
        yield from Windows(pool, scoring, scoring.lost, Draft.weight, timeout).results(drafts)
        return
    if analyzer is None:
        from .api import default_analyzer  # noqa: PLC0415  # loads the pipeline

        analyzer = default_analyzer()
    remaining = iter(drafts)
    while batch := take(remaining, BATCH, Draft.weight):
        yield from scoring.rows(analyzer, batch)
