"""The frozen results of an audit; standard library only."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any

from ..results import Label, Stage

#: The labels in the order in which they are shown.
LABELS: tuple[Label, ...] = ("macro", "mixed", "micro", "no-ask")
#: How sure the intervals are.
CONFIDENCE = 0.95
#: Messages on each side below which nothing is concluded: the interval of a rate then spans more than half of all rates.
TOO_FEW = 10


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the table without its text.

    Attributes
    ----------
    line : int
        Where it begins in the table, from 1.
    label : {"macro", "mixed", "micro", "no-ask"}
    value : float or None
    replied : bool or None
        None where it is not known.
    when : datetime or None
        In UTC where the table gives an offset, without time zone.
    contact, channel : str
        "" where the table does not say.
    words : int
        Length of the message.
    findings : tuple of str
        Names of the features that are present in the ask.
    report_back : bool
        It asks nothing and tells what came of earlier help.
    """

    line: int
    label: Label
    value: float | None
    replied: bool | None
    when: datetime | None = None
    contact: str = ""
    channel: str = ""
    words: int = 0
    findings: tuple[str, ...] = ()
    report_back: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of messages that were answered, with its Wilson interval; nan without messages."""

    replies: int
    messages: int
    rate: float
    low: float
    high: float

    @property
    def too_few(self) -> bool:
        """Whether there are too few messages to conclude anything."""
        return self.messages < TOO_FEW


@dataclass(frozen=True, slots=True)
class Difference:
    """The reply rate of one group minus that of another, -1 to 1, with its interval; nan where a group is empty."""

    first: Rate
    second: Rate
    difference: float
    low: float
    high: float

    @property
    def too_few(self) -> bool:
        """Whether there are too few messages in a group to conclude anything."""
        return self.first.too_few or self.second.too_few

    @property
    def clear(self) -> bool:
        """Whether there are enough messages and the interval leaves out zero."""
        return not self.too_few and (self.low > 0 or self.high < 0)


@dataclass(frozen=True, slots=True)
class Band:
    """The messages of one label: how many, of how many the outcome is unknown, and how many were answered."""

    label: Label
    messages: int
    unknown: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Third:
    """Micro against macro among messages of like length, in words (both ends included)."""

    shortest: int
    longest: int
    micro_macro: Difference


@dataclass(frozen=True, slots=True)
class Lift:
    """A finding: how much more often the asks that have it were answered than those without it.

    Attributes
    ----------
    finding : str
        Name in the feature table.
    words : str
    lift : Difference
        With minus without; its interval is widened for the number of findings looked at, so that all hold together.
    p_value : float
        Of Fisher's exact test, adjusted by Holm's method.
    clear : bool
        Whether it stands out after that adjustment.
    """

    finding: str
    words: str
    lift: Difference
    p_value: float
    clear: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one channel or period: their number by label, and the mean value of the asks (None without any)."""

    name: str
    labels: Mapping[Label, int]
    mean: float | None

    @property
    def messages(self) -> int:
        """Number of messages."""
        return sum(self.labels.values())

    @property
    def micro_share(self) -> float | None:
        """Share of micro among the asks, None without asks."""
        asks = self.messages - self.labels["no-ask"]
        return self.labels["micro"] / asks if asks else None


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A macro message that was not answered, with its best rewrite ("" where there is none)."""

    line: int
    when: datetime | None
    contact: str
    channel: str
    value: float
    subject: str = field(repr=False)
    text: str = field(repr=False)
    rewrite: str = field(default="", repr=False)
    rewrite_subject: str = field(default="", repr=False)
    rewrite_value: float | None = None
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """How far the relation with one contact has come.

    Attributes
    ----------
    contact : str
    messages : int
    micro, answered, reported : int
        Micro asks made; of these answered; of these reported back on: a later message told what came of it.
    owed : int
        Answered asks of any size on which nobody has reported back.
    last : datetime or None
        Date of the last message.
    stage : {"first", "building", "established"}
        What to pass as ``stage`` for the next draft: building after an answered micro ask, established where a larger ask is
        welcome.
    """

    contact: str
    messages: int
    micro: int
    answered: int
    reported: int
    owed: int
    last: datetime | None
    stage: Stage

    @property
    def larger_ask_welcome(self) -> bool:
        """Whether a few micro asks went well: answered, reported back, and nothing is open."""
        return self.stage == "established"


@dataclass(frozen=True, slots=True)
class Owed:
    """A contact who helped and has not heard what came of it, with a draft of the report-back ("" where none could be made)."""

    contact: str
    when: datetime | None
    line: int
    draft: str = field(default="", repr=False)
    subject: str = field(default="", repr=False)
    placeholders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Audit:
    """What past outreach shows; a description of these messages, no forecast for a draft.

    Attributes
    ----------
    messages : int
        Rows with a text.
    first, last : datetime or None
        The earliest and latest date.
    bands : tuple of Band
        macro, mixed, micro, no-ask.
    histogram : tuple of int
        Asks by value, in ten steps of 0.1.
    channels, periods : tuple of Group
        Channels by size; periods in order, "2026-01" a month or "2026" a year.
    micro_macro : Difference
        Micro minus macro.
    thirds : tuple of Third
        The same within thirds by length of the message.
    adjusted : Difference or None
        The same over the thirds (Mantel-Haenszel weights), so that length plays no part; None where no third has both.
    lifts : tuple of Lift
        Findings with enough messages on both sides, from those that went with replies to those that went without.
    unanswered : tuple of Unanswered
        The most macro of the asks that were not answered, at most ten.
    ladder : tuple of Rung
        By contact, the furthest first.
    owed : tuple of Owed
        Latest first.
    notes : tuple of str
        What was left out, and what the table did not say.
    """

    messages: int
    first: datetime | None
    last: datetime | None
    bands: tuple[Band, ...]
    histogram: tuple[int, ...]
    channels: tuple[Group, ...]
    periods: tuple[Group, ...]
    micro_macro: Difference
    thirds: tuple[Third, ...]
    adjusted: Difference | None
    lifts: tuple[Lift, ...]
    unanswered: tuple[Unanswered, ...]
    ladder: tuple[Rung, ...]
    owed: tuple[Owed, ...]
    notes: tuple[str, ...]

    def band(self, label: Label) -> Band:
        """Return the band of a label."""
        return self.bands[LABELS.index(label)]

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as plain dicts, lists, strings and numbers, ready for JSON; nan becomes None."""
        result: dict[str, Any] = _plain(self)
        return result


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(value, float) and math.isnan(value) else value
