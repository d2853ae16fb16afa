"""The ladder of the method, by contact: a micro ask, an answer, a report-back, and after a few of these a larger ask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from ..results import Stage
from .results import Message, Rung

#: Micro asks answered and reported back after which a larger ask is welcome.
A_FEW = 2
_FURTHEST: dict[Stage, int] = {"established": 0, "building": 1, "first": 2}


def contact_key(contact: str) -> str:
    """Return what two spellings of a contact have in common: neither case nor spaces tell people apart."""
    return " ".join(contact.split()).casefold()


def order_key(message: Message) -> tuple[bool, datetime, int]:
    """Return a key that puts messages in order of time; those without a date come first, in the order of the table."""
    return (message.when is not None, message.when or datetime.min, message.line)


def climb(messages: Iterable[Message]) -> tuple[Rung, ...]:
    """Return how far the relation with each contact has come, the furthest first; messages without a contact play no part."""
    by_contact: dict[str, list[Message]] = {}
    for message in messages:
        if message.contact:
            by_contact.setdefault(contact_key(message.contact), []).append(message)
    rungs = [_rung(sorted(own, key=order_key)) for own in by_contact.values()]
    return tuple(
        sorted(rungs, key=lambda rung: (_FURTHEST[rung.stage], -rung.reported, -rung.answered, -rung.micro, rung.contact))
    )


def _rung(messages: Sequence[Message]) -> Rung:
    """Return the rung of one contact from the messages in order; a report-back settles every ask answered before it."""
    micro = answered = reported = 0
    owed: list[Message] = []
    waiting = False
    for message in messages:
        is_micro = message.label == "micro"
        if message.report_back:
            reported += sum(ask.label == "micro" for ask in owed)
            owed.clear()
        elif message.value is not None:
            micro += is_micro
            waiting = message.replied is not True
            if message.replied:
                answered += is_micro
                owed.append(message)
    welcome = reported >= A_FEW and not owed and not waiting
    stage: Stage = "established" if welcome else "building" if answered else "first"
    return Rung(messages[-1].contact, len(messages), micro, answered, reported, len(owed), messages[-1].when, stage)
