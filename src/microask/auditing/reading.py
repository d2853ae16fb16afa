"""From rows to scored messages in bounded memory: texts go as soon as they are scored, but for the few that the report shows."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from ..results import Score
from .ladder import contact_key, order_key
from .replies import findings_of
from .results import Message
from .table import Row, Table, read_date, read_outcome

if TYPE_CHECKING:
    from ..analyzer import Analyzer

#: Rows read at once by each worker.
WINDOW = 1024
#: Macro messages shown.
TOP = 10


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A message with its text."""

    message: Message
    text: str
    subject: str


@dataclass
class Reading:
    """The messages of a table without their texts, and the few texts that the report needs."""

    messages: list[Message] = field(default_factory=list)
    problems: Counter[str] = field(default_factory=Counter)
    _macro: list[tuple[float, int, Draft]] = field(default_factory=list)
    _answered: dict[str, Draft] = field(default_factory=dict)

    def add(self, message: Message, text: str, subject: str) -> None:
        """Take in one message."""
        self.messages.append(message)
        if message.value is None:
            return
        if message.replied is False and message.label in ("macro", "mixed"):
            heapq.heappush(self._macro, (-message.value, -message.line, Draft(message, text, subject)))
            if len(self._macro) > TOP:
                heapq.heappop(self._macro)
        if message.replied and message.contact:
            key = contact_key(message.contact)
            latest = self._answered.get(key)
            if latest is None or order_key(message) > order_key(latest.message):
                self._answered[key] = Draft(message, text, subject)

    @property
    def most_macro(self) -> list[Draft]:
        """The asks that were not answered and are least micro, the most macro first; micro ones are never among them."""
        return [draft for *_, draft in sorted(self._macro, key=lambda row: row[:2], reverse=True)]

    def last_answered(self, contact: str) -> Draft:
        """Return the last ask that a contact answered."""
        return self._answered[contact_key(contact)]


def read_messages(table: Table, analyzer: Analyzer, n_jobs: int = 1, progress: Callable[[int], None] | None = None) -> Reading:
    """Read and score a table.

    Raises
    ------
    TableError
        Where an outcome cannot be read; names the line.
    """
    reading = Reading()
    for row, score in _scored(_usable(table, reading.problems), analyzer, n_jobs):
        when = read_date(row)
        if row.date.strip() and when is None:
            reading.problems["date that is not ISO 8601 (2026-03-31), left out of what is shown over time"] += 1
        message = Message(
            line=row.line, label=score.label, value=score.value, replied=read_outcome(row, table.outcome_name), when=when,
            contact=" ".join(row.contact.split()), channel=" ".join(row.channel.split()), words=len(row.text.split()),
            findings=findings_of(score.features),
            report_back=score.report_back,
        )  # fmt: skip
        reading.problems.update(warning.partition(":")[0] for warning in score.warnings)
        reading.add(message, row.text, row.subject)
        if progress:
            progress(len(reading.messages))
    return reading


def _usable(table: Table, problems: Counter[str]) -> Iterator[Row]:
    for row in table.rows:
        read_outcome(row, table.outcome_name)  # a table that cannot be read fails before it is scored to its end
        if not row.text.strip():
            problems["no text, left out"] += 1
            continue
        if row.ragged:
            problems["more or fewer cells than the header"] += 1
        yield row


def _scored(rows: Iterator[Row], analyzer: Analyzer, n_jobs: int) -> Iterator[tuple[Row, Score]]:
    while window := list(islice(rows, WINDOW * max(1, n_jobs))):
        yield from zip(window, analyzer.score_pairs([(row.text, row.subject) for row in window], n_jobs), strict=True)
