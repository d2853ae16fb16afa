"""The conclusions in plain words, the same on the terminal and on the page; never a promise for a draft."""

from __future__ import annotations

import math
from datetime import datetime

from .ladder import A_FEW
from .results import LABELS, TOO_FEW, Audit, Difference, Rate, Rung

#: Findings named in a conclusion.
TOLD = 3
#: What the figures are, said once wherever they are shown.
CAUTION = (
    "This describes messages that were sent. It is neither a promise nor a probability for one draft: people were not drawn by "
    "lot, and several messages to one person count as if they were to several."
)
LIFT_NOTE = (
    "Points by which asks with the finding were answered more (+) or less (−) often than those without. The intervals are "
    "widened for the number of findings looked at, so that all of them hold together 95 times in 100. What stands out does so "
    "in Fisher's exact test after Holm's adjustment: where nothing matters, anything stands out in at most 5 of 100 tables."
)
LADDER_NOTE = (
    "A micro ask, an answer, a report on what came of it; a report-back settles every ask answered before it. A larger ask is "
    f"welcome with those who answered at least {A_FEW} micro asks and heard what came of them, where nothing is open. The stage "
    "is what to tell microask when the next draft to them is scored."
)


def percent(share: float | None) -> str:
    """Return a share as a whole percentage, a dash where there is none."""
    return "–" if share is None or math.isnan(share) else f"{100 * share:.0f}%"


def interval(rate: Rate) -> str:
    """Return the interval of a rate in percent."""
    return f"{100 * rate.low:.0f} to {100 * rate.high:.0f}%" if rate.messages else "–"


def points(value: float) -> str:
    """Return a difference of shares in percentage points with its sign."""
    return "–" if math.isnan(value) else f"{100 * value:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")


def span(difference: Difference | None) -> str:
    """Return the interval of a difference in points."""
    if difference is None or math.isnan(difference.difference):
        return "–"
    return f"{points(difference.low)} to {points(difference.high)}"


def day(when: datetime | None) -> str:
    """Return a date without its time, "" where there is none."""
    return when.date().isoformat() if when else ""


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def conclusions(audit: Audit) -> tuple[str, ...]:
    """Return what the audit shows, the most important first."""
    if not audit.messages:
        return ("The table holds no message.",)
    return tuple(filter(None, (_replies(audit), _length(audit), _findings(audit), _people(audit), _asked(audit))))


def _asked(audit: Audit) -> str:
    asks = audit.messages - audit.band("no-ask").messages
    between = f" between {day(audit.first)} and {day(audit.last)}" if audit.first else ""
    parts = ", ".join(f"{audit.band(label).messages:,} {label}" for label in LABELS[:3])
    return f"{count(audit.messages, 'message')}{between}; {asks:,} of them ask for something: {parts}."


def _of(rate: Rate) -> str:
    return f"{rate.replies:,} of {rate.messages:,} ({percent(rate.rate)})"


def _replies(audit: Audit) -> str:
    difference = audit.micro_macro
    if not any(band.rate.messages for band in audit.bands):
        return "Nothing is known of replies."
    if difference.too_few:
        return (
            "Too few to tell whether micro asks are answered more often: the outcome is known of "
            f"{difference.first.messages:,} micro and {difference.second.messages:,} macro asks, and at least {TOO_FEW} of each "
            "are needed."
        )
    micro, macro = _of(difference.first), _of(difference.second)
    if not difference.clear:
        return (
            f"No clear difference in replies: {micro} micro asks were answered and {macro} macro asks; the difference of "
            f"{points(difference.difference)} points may lie anywhere from {span(difference)}."
        )
    more = "more" if difference.difference > 0 else "less"
    return (
        f"Micro asks were answered {more} often: {micro} against {macro} macro asks, a difference of "
        f"{points(difference.difference)} points (95% interval {span(difference)})."
    )


def _length(audit: Audit) -> str:
    if audit.micro_macro.too_few or audit.adjusted is None:
        return ""
    over = f"Among messages of like length the difference is {points(audit.adjusted.difference)} points ({span(audit.adjusted)})"
    if audit.adjusted.too_few:
        return f"{over}, on too few messages to tell."
    if audit.adjusted.clear:
        return f"{over}, so length does not account for it." if audit.micro_macro.clear else f"{over}."
    return f"{over}, so length may account for it." if audit.micro_macro.clear else f"{over}, not clear either."


def _findings(audit: Audit) -> str:
    clear = [row for row in audit.lifts if row.clear]
    if not clear:
        return ""
    line = f"Of {count(len(audit.lifts), 'finding')} looked at, {count(len(clear), 'stands out', 'stand out')}."
    for title, rows in (
        ("More replies with", [row for row in clear if row.lift.difference > 0]),
        ("Fewer with", [row for row in clear[::-1] if row.lift.difference < 0]),
    ):
        if rows:
            line += f" {title}: {', '.join(f'“{row.words}”' for row in rows[:TOLD])}."
    return line


def _people(audit: Audit) -> str:
    if not audit.ladder:
        return ""
    welcome = sum(rung.larger_ask_welcome for rung in audit.ladder)
    owed = len(audit.owed)
    owing = (
        f"{count(owed, 'person is', 'people are')} owed a report on what came of their help"
        if owed
        else "Nobody is owed a report-back"
    )
    return f"{owing}; a larger ask is now welcome with {welcome:,} of {count(len(audit.ladder), 'contact')}."


def by_length(audit: Audit) -> list[tuple[str, Difference]]:
    """Return micro against macro with a name for each row: all asks, the thirds by length, and with length held equal."""
    rows = [("all lengths", audit.micro_macro)]
    rows += [(f"{row.shortest} to {row.longest} words", row.micro_macro) for row in audit.thirds]
    return rows + ([("length held equal", audit.adjusted)] if audit.adjusted else [])


def remark(rate: Rate) -> str:
    """Return a warning where a rate rests on too few messages."""
    return "too few to tell" if rate.too_few else ""


def next_step(rung: Rung) -> str:
    """Return what the ladder says of a contact now, "" where nothing."""
    if rung.larger_ask_welcome:
        return "a larger ask is welcome"
    return "owed a report-back" if rung.owed else ""
