"""Work on a Dask cluster through joblib."""

from __future__ import annotations

from contextlib import suppress
from types import TracebackType
from typing import Any

from .errors import InputValueError, MissingExtraError, WorkerError
from .parallel import Work, in_joblib

try:
    from distributed import Client
    from joblib._dask import DaskDistributedBackend
except ImportError as error:
    raise MissingExtraError('the backend "dask" needs more packages: pip install "microask[dask]"') from error

#: Seconds to find the scheduler, and a first worker or one after a failure.
PATIENCE = 30


class _Backend(DaskDistributedBackend):  # type: ignore[misc]
    """joblib's backend, which also tells joblib of a task that failed on the cluster, where it would wait for its time limit."""

    def effective_n_jobs(self, n_jobs: int) -> int:
        # With one, joblib would do the work in this process, which a deadly row would then take with it.
        return max(2, int(super().effective_n_jobs(n_jobs)))

    def submit(self, func: Any, callback: Any = None) -> Any:
        future = super().submit(func, callback)
        future.add_done_callback(lambda done: callback(done.exception()) if done.exception() else None)
        return future

    def retrieve_result_callback(self, out: Any) -> Any:
        if isinstance(out, BaseException):
            raise out
        return super().retrieve_result_callback(out)


class DaskPool:
    """The workers of a Dask cluster.

    Parameters
    ----------
    scheduler : str or None
        Address, such as ``tcp://10.0.0.5:8786``.
    """

    def __init__(self, scheduler: str | None) -> None:
        if not scheduler:
            raise InputValueError("the backend 'dask' needs the address of its scheduler, such as tcp://10.0.0.5:8786")
        self._scheduler = scheduler
        self._client: Any
        self.workers = 0

    def __enter__(self) -> DaskPool:
        self._connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def map(self, work: Work[Any, Any], batches: list[list[Any]], timeout: float) -> list[list[Any]]:
        """See `Pool.map`."""
        # A backend of its own for each window: what a failed one left behind goes with it.
        return in_joblib(_Backend(client=self._client), -1, work, batches, timeout)

    def renew(self) -> None:
        """See `Pool.renew`: workers that are still at it are restarted, all else is given up with the connection."""
        with suppress(Exception):  # a worker without a nanny cannot be restarted from here
            ours = set(self._client.futures)
            busy = [worker for worker, keys in self._client.processing().items() if ours & {str(key) for key in keys}]
            self._client.restart_workers(busy, timeout=PATIENCE, raise_for_error=False)
        self._client.close()
        self._connect()

    def _connect(self) -> None:
        try:
            connect: Any = Client  # it has no types
            self._client = connect(self._scheduler, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise WorkerError(
                f"no Dask scheduler at {self._scheduler}; start one with `dask scheduler` and check the address"
            ) from error
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            self._client.close()
            raise WorkerError(f"no worker at {self._scheduler}; start some with `dask worker {self._scheduler}`") from error
        self.workers = sum(self._client.ncores().values())
