"""How micro the asks were: the distribution of their values, by channel, over time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .results import LABELS, Group, Message

#: Months over which a chart stays readable; beyond, periods are years.
MAX_MONTHS = 36
#: What the messages are gathered under whose channel the table does not say.
NO_CHANNEL = "not stated"


def histogram(messages: Iterable[Message]) -> tuple[int, ...]:
    """Return the number of asks by value, in ten steps of 0.1."""
    counts = [0] * 10
    for message in messages:
        if message.value is not None:
            counts[min(9, int(message.value * 10))] += 1
    return tuple(counts)


def channels(messages: Sequence[Message]) -> tuple[Group, ...]:
    """Return the messages by channel, the most used first; nothing where no channel is known."""
    if not any(message.channel for message in messages):
        return ()
    groups = _groups(messages, lambda message: message.channel or NO_CHANNEL)
    return tuple(sorted(groups, key=lambda group: (-group.messages, group.name)))


def periods(messages: Sequence[Message]) -> tuple[Group, ...]:
    """Return the dated messages by month, or by year where that makes too many months; empty periods between stand with zeros."""
    dated = [message for message in messages if message.when is not None]
    if not dated:
        return ()
    months = sorted({(message.when.year, message.when.month) for message in dated if message.when})
    (first_year, first_month), (last_year, last_month) = months[0], months[-1]
    first, last = 12 * first_year + first_month - 1, 12 * last_year + last_month - 1
    if last - first < MAX_MONTHS:
        names = [f"{month // 12:04d}-{month % 12 + 1:02d}" for month in range(first, last + 1)]
        length = 7
    else:
        names = [f"{year:04d}" for year in range(first_year, last_year + 1)]
        length = 4
    groups = {group.name: group for group in _groups(dated, lambda message: str(message.when)[:length])}
    return tuple(groups.get(name) or _group(name, []) for name in names)


def _groups(messages: Sequence[Message], key: Callable[[Message], str]) -> list[Group]:
    found: dict[str, list[Message]] = {}
    for message in messages:
        found.setdefault(key(message), []).append(message)
    return [_group(name, own) for name, own in found.items()]


def _group(name: str, messages: Sequence[Message]) -> Group:
    labels = [message.label for message in messages]
    values = [message.value for message in messages if message.value is not None]
    counts = {label: labels.count(label) for label in LABELS}
    return Group(name, counts, sum(values) / len(values) if values else None)
