"""One scoring thread behind a bounded queue, with a deadline for every piece of work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from ..analyzer import Analyzer

T = TypeVar("T")


class BusyError(Exception):
    """The queue is full."""


class ExpiredError(Exception):
    """The work was not done in time, or nobody waits for it any more."""


class _Watched:
    """An Analyzer that gives up when its caller does.

    A thread cannot be killed, but a long piece of work comes back to the Analyzer for each draft or candidate that it scores.
    """

    def __init__(self, analyzer: Analyzer, ticket: _Ticket) -> None:
        self._analyzer = analyzer
        self._ticket = ticket

    def __getattr__(self, name: str) -> Any:
        method = getattr(type(self._analyzer), name, None)
        if name.startswith("_") or not callable(method):
            # What is private changes state, and must neither be cut short nor happen here.
            return getattr(self._analyzer, name)
        self._ticket.check()
        # A method runs with this object as its Analyzer, so that what it calls is watched too.
        return method.__get__(self)


class _Ticket:
    """How long one piece of work may take."""

    def __init__(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        self.abandoned = False

    def check(self) -> None:
        if self.abandoned or time.monotonic() > self.deadline:
            raise ExpiredError


class Worker:
    """Runs work on one Analyzer, one piece after the other.

    Parameters
    ----------
    analyzer : Analyzer
    max_waiting : int
        Pieces of work queued or running at once.
    seconds : float
        Time for one piece of work, waiting included.

    Notes
    -----
    More threads would gain nothing: the Analyzer takes a lock.
    """

    def __init__(self, analyzer: Analyzer, max_waiting: int, seconds: float) -> None:
        self._analyzer = analyzer
        self._max_waiting = max_waiting
        self._seconds = seconds
        self._waiting = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="microask")

    async def run(self, work: Callable[[Analyzer], T], gone: Callable[[], Any]) -> T:
        """Run ``work(analyzer)`` in the scoring thread.

        Parameters
        ----------
        work : callable
        gone : callable
            Gives an awaitable that is done when nobody waits for the answer any more.

        Raises
        ------
        BusyError
            Where the queue is full.
        ExpiredError
            Where the time is over, or the caller is gone.
        """
        if self._waiting >= self._max_waiting:
            raise BusyError
        ticket = _Ticket(self._seconds)

        def watched() -> T:
            ticket.check()
            return work(cast("Analyzer", _Watched(self._analyzer, ticket)))

        self._waiting += 1
        answer = asyncio.get_running_loop().run_in_executor(self._thread, watched)
        # Only what has left the thread makes room, or abandoned work would pile up behind the bound.
        answer.add_done_callback(self._left)
        leaving = asyncio.ensure_future(gone())
        try:
            done, _ = await asyncio.wait({answer, leaving}, timeout=self._seconds, return_when=asyncio.FIRST_COMPLETED)
            if answer not in done:
                raise ExpiredError
            return answer.result()
        finally:
            ticket.abandoned = True
            leaving.cancel()

    def _left(self, answer: asyncio.Future[Any]) -> None:
        self._waiting -= 1
        if not answer.cancelled():
            # Read here too: nobody else reads the outcome of abandoned work.
            answer.exception()

    def close(self) -> None:
        """Finish what is running and end the thread."""
        self._thread.shutdown(wait=True)
