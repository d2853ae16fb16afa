"""Work in other processes through joblib: in windows, so that memory stays bounded, and with a way out when a worker dies."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, TypeVar

from .errors import InputValueError, MicroaskError, ModelError, WorkerError
from .results import Score, Stage

if TYPE_CHECKING:
    from .analyzer import Analyzer

Item = TypeVar("Item")
Result = TypeVar("Result")
#: Processes of this machine, or the workers of a Dask cluster.
Backend = Literal["loky", "dask"]
Work = Callable[[list[Item]], list[Result]]

#: Items a task: some tenths of a second of work, against some milliseconds of overhead.
BATCH = 128
#: Tasks a worker in one window; joblib's generators do not bound what they read ahead, windows do.
TASKS_PER_WORKER = 8
#: Characters after which a window ends, whatever the number of workers.
WINDOW_CHARACTERS = 32 * 1024 * 1024
#: Seconds that a worker may take over a batch, the loading of its pipeline included.
TIMEOUT = 120.0


class Pool(Protocol):
    """Processes that do work."""

    workers: int

    def map(self, work: Work[Any, Any], batches: list[list[Any]], timeout: float) -> list[list[Any]]:
        """Do work on each batch and return the results in order; raise what goes wrong, or TimeoutError after so many seconds."""

    def renew(self) -> None:
        """Make ready for work after something went wrong."""


class LocalPool:
    """Processes of this machine (joblib's loky)."""

    def __init__(self, n_jobs: int) -> None:
        from joblib import cpu_count  # noqa: PLC0415

        # With one, joblib would do the work in this process, which a deadly item would then take with it.
        self.workers = max(2, int(cpu_count()) if n_jobs < 0 else n_jobs)

    def map(self, work: Work[Any, Any], batches: list[list[Any]], timeout: float) -> list[list[Any]]:
        """See `Pool.map`."""
        return in_joblib("loky", self.workers, work, batches, timeout)

    def renew(self) -> None:
        """See `Pool.renew`: joblib starts new processes by itself."""


def in_joblib(backend: Any, n_jobs: int, work: Work[Any, Any], batches: list[list[Any]], timeout: float) -> list[list[Any]]:
    """Do work on each batch through a backend of joblib."""
    from joblib import Parallel, delayed  # noqa: PLC0415

    parallel = Parallel(n_jobs=n_jobs, backend=backend, timeout=timeout, batch_size=1, pre_dispatch="all")
    with warnings.catch_warnings():
        # A worker that grew and was replaced, which joblib does without loss.
        warnings.filterwarnings("ignore", "Sending large graph", UserWarning)  # a batch with a cell of megabytes
        warnings.filterwarnings("ignore", "A worker stopped while some jobs were given to the executor", UserWarning)
        results: list[list[Any]] = parallel(delayed(work)(batch) for batch in batches)
    return results


def take(items: Iterator[Item], count: int, weigh: Callable[[Item], int]) -> list[Item]:
    """Return the next items, as many as ``count`` unless they are heavy."""
    taken, weight = [], 0
    for item in islice(items, count):
        taken.append(item)
        weight += weigh(item)
        if weight > WINDOW_CHARACTERS:
            break
    return taken


class Windows(Generic[Item, Result]):
    """Work on many items in the processes of a pool.

    A window that fails is tried once more; if it fails again, it is halved until the items are found that make their worker die
    or hang every time. Before any item is blamed, the pool has to show that it can work at all.

    Parameters
    ----------
    pool : Pool
    work : callable
        Importable by the workers; takes and returns a list. An empty list makes it load all that it needs.
    lost : callable
        What an item that makes its worker die gets instead of a result.
    weigh : callable
        Characters in an item.
    timeout : float
        Seconds that a batch may take.
    """

    def __init__(
        self,
        pool: Pool,
        work: Work[Item, Result],
        lost: Callable[[Item], Result],
        weigh: Callable[[Item], int],
        timeout: float = TIMEOUT,
    ) -> None:
        self._pool, self._work, self._lost, self._weigh, self._timeout = pool, work, lost, weigh, timeout

    def results(self, items: Iterable[Item]) -> Iterator[Result]:
        """Yield the results in order; no more than a window is read ahead."""
        remaining = iter(items)
        while window := take(remaining, BATCH * TASKS_PER_WORKER * self._pool.workers, self._weigh):
            yield from self._survive(window, tries=2)

    def _survive(self, items: list[Item], tries: int) -> list[Result]:
        for _ in range(tries):
            try:
                return self._map(items)
            except MicroaskError:
                raise
            except Exception as error:  # however the backend says that a worker died or hangs
                self._pool.renew()
                self._probe(error)
        if len(items) == 1:
            return [self._lost(items[0])]
        middle = len(items) // 2
        return self._survive(items[:middle], 1) + self._survive(items[middle:], 1)

    def _map(self, items: list[Item]) -> list[Result]:
        # The last window, and the halves of one that failed, are shared out as well.
        size = max(1, min(BATCH, -(-len(items) // self._pool.workers)))
        batches = [items[i : i + size] for i in range(0, len(items), size)]
        return [result for results in self._pool.map(self._work, batches, self._timeout) for result in results]

    def _probe(self, cause: Exception) -> None:
        try:
            self._pool.map(self._work, [[]], max(TIMEOUT, self._timeout))
        except MicroaskError:
            raise
        except Exception as error:
            raise WorkerError(
                f"the workers cannot do their work ({type(error).__name__} after {type(cause).__name__}); see that they are "
                "running, with memory to spare, and have the same version of microask"
            ) from error


@contextmanager
def open_pool(n_jobs: int, backend: Backend, scheduler: str | None) -> Iterator[Pool | None]:
    """Open the processes to work in; None: this one."""
    if n_jobs == 0:
        raise InputValueError("n_jobs should be 1 or more, or -1 for one worker a core; got 0")
    if backend == "dask":
        from .cluster import DaskPool  # noqa: PLC0415  # behind the extra

        with DaskPool(scheduler) as pool:
            yield pool
    elif backend != "loky":
        raise InputValueError(f"backend should be 'loky' (processes of this machine) or 'dask'; got {backend!r}")
    elif scheduler:
        raise InputValueError("a scheduler is for the backend 'dask'; name that, or leave the scheduler out")
    else:
        yield None if n_jobs == 1 else LocalPool(n_jobs)


@cache
def worker_analyzer(path: str | None, expected: str) -> Analyzer:
    """Return the pipeline of this process, loaded once, after checking that it is the one that is meant."""
    from .analyzer import Analyzer  # noqa: PLC0415  # the worker pays for the import, not the caller
    from .artefacts import find_models, fingerprint  # noqa: PLC0415

    models = find_models(path)
    if fingerprint(models) != expected:
        raise ModelError(f"a worker has another version or model of microask in {models}; install the same one everywhere")
    return Analyzer(models)


def score_batch(pairs: list[tuple[str, str | None]], path: str, expected: str, stage: Stage) -> list[Score]:
    """Score a batch of (text, subject)."""
    return list(worker_analyzer(path, expected).score_pairs(pairs, stage=stage))


def score_parallel(pairs: Iterable[tuple[str, str | None]], path: Path, n_jobs: int, stage: Stage) -> Iterator[Score]:
    """Yield the scores of (text, subject) pairs in order, scored by ``n_jobs`` processes (-1: one a core)."""
    from .artefacts import fingerprint  # noqa: PLC0415

    work = partial(score_batch, path=str(path), expected=fingerprint(path), stage=stage)
    windows: Windows[tuple[str, str | None], Score] = Windows(LocalPool(n_jobs), work, _refuse, _weight)
    return windows.results(pairs)


def _weight(pair: tuple[str, str | None]) -> int:
    return len(pair[0]) + len(pair[1] or "")


def _refuse(_: object) -> Score:
    raise WorkerError("a draft makes its worker die or hang each time; score_csv and score_frame mark such a row and go on")
