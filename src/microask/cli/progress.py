"""How far a long run has come, on standard error: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any, TextIO

#: Seconds between two lines where standard error is no terminal; a run that is shorter prints none.
EVERY = 30.0
#: Seconds between two looks at the clock of the bar.
OFTEN = 0.1


class Progress:
    """Shows how many are done, how many a second, and the time that remains where that can be known.

    Parameters
    ----------
    stream : text file, optional
        Default: standard error.
    clock : callable
        Seconds.
    things : str
        What is counted.
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic, things: str = "rows") -> None:
        self._things = things
        self._stream = stream or sys.stderr
        self._clock = clock
        self._started: float | None = None
        self._first: tuple[int, float] = (0, 0.0)
        self._bar: Any = None

    def __enter__(self) -> Progress:
        self._shown = self._clock()
        if self._stream.isatty():
            from rich.progress import BarColumn, SpinnerColumn, TextColumn  # noqa: PLC0415
            from rich.progress import Progress as Bar  # noqa: PLC0415

            from ..render import make_console  # noqa: PLC0415

            columns = (SpinnerColumn(), BarColumn(), TextColumn("{task.description}"))
            self._bar = Bar(*columns, console=make_console(stderr=True), transient=True)
            self._task = self._bar.add_task("loading", total=None)
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def update(self, rows: int, share: float | None = None) -> None:
        """Show how far it is: things done, and the share of the input that has been read (0 to 1, None: unknown)."""
        now = self._clock()
        if self._started is None:
            # Rows of an interrupted run, and the loading of the pipeline, are no measure of speed.
            self._started, self._first = now, (rows, share or 0.0)
            self._shown = now
        if now - self._shown < (EVERY if self._bar is None else OFTEN):
            return
        self._shown = now
        words = self._words(rows, share, now - self._started)
        if self._bar is None:
            print(f"microask: {words}", file=self._stream, flush=True)
        else:
            self._bar.update(self._task, description=words, completed=share or 0.0, total=None if share is None else 1.0)

    def _words(self, rows: int, share: float | None, seconds: float) -> str:
        done, read = rows - self._first[0], (share or 0.0) - self._first[1]
        words = [f"{rows:,} {self._things}"]
        if seconds > 0 and done > 0:
            words.append(f"{done / seconds:,.0f} {self._things}/s")
        if share is not None and read > 0:
            words.append(f"{duration(seconds * (1.0 - share) / read)} left")
        return ", ".join(words)


def duration(seconds: float) -> str:
    """Return seconds in words as short as they may be: 40 s, 12 min, 3 h 05 min."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"
