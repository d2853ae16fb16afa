"""Worker processes and clusters: the same bytes, and a way out when a worker dies or hangs."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import microask
from microask import batch
from microask.analyzer import Analyzer
from microask.errors import InputValueError, ModelError, WorkerError
from microask.parallel import Windows
from microask.rows import LOST, RowScoring

from .conftest import run_python
from .stand_ins import HANG, KILL, DeadlyScoring

TEXTS = ("Could you send it?", "Thanks a lot.", "Hi Jo.")


class _Pool:
    """A pool of this process, whose workers die of some items, or as often as it is told."""

    workers = 2

    def __init__(self, deadly: set[int] = frozenset(), failures: int = 0) -> None:  # type: ignore[assignment]
        self.deadly, self.failures, self.calls, self.renewed = deadly, failures, 0, 0

    def map(self, work: Any, batches: list[list[int]], timeout: float) -> list[list[int]]:
        self.calls += 1
        if self.failures:
            self.failures -= 1
            raise TimeoutError
        if any(self.deadly & set(items) for items in batches):
            raise RuntimeError("died")
        return [work(items) for items in batches]

    def renew(self) -> None:
        self.renewed += 1


def _work(items: list[int]) -> list[int]:
    return [item * 2 for item in items]


def _results(pool: _Pool, count: int = 5000) -> list[int]:
    return list(Windows[int, int](pool, _work, lambda item: -item, lambda item: 1).results(range(count)))


@pytest.mark.parametrize("deadly", [set(), {0}, {4999}, {17, 18, 2047, 2048}, {1, 1500, 3000}])
def test_only_the_deadly_items_are_lost(deadly: set[int]) -> None:
    assert _results(_Pool(deadly)) == [-item if item in deadly else item * 2 for item in range(5000)]


def test_one_failure_costs_one_more_try_and_loses_nothing() -> None:
    pool = _Pool(failures=1)
    assert _results(pool) == _work(list(range(5000)))
    assert (pool.renewed, pool.calls) == (1, 3 + 2)


def test_no_item_is_blamed_where_the_workers_cannot_work_at_all() -> None:
    pool = _Pool(failures=10_000)
    with pytest.raises(WorkerError, match="see that they are running"):
        _results(pool)
    assert pool.calls == 2


def test_a_window_is_no_larger_than_memory_allows() -> None:
    taken: list[int] = []
    heavy = Windows[int, int](_Pool(), _work, lambda item: -item, lambda item: 10**7)
    next(heavy.results(item for item in range(100) if taken.append(item) is None))
    assert len(taken) == 4


def _table(path: Path, rows: int, special: dict[int, str] | None = None) -> Path:
    lines = [f"{i},{TEXTS[i % len(TEXTS)]} {i}" for i in range(rows)]
    for at, text in (special or {}).items():
        lines[at] = f"{at},{text}"
    path.write_text("id,body\n" + "\n".join(lines) + "\n")
    return path


def _without(path: Path, *lost: int) -> list[str]:
    return [line for at, line in enumerate(path.read_text().splitlines()) if at - 1 not in lost]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "timeout"), [(KILL, 100), (HANG, 10)])
def test_a_row_that_takes_its_worker_with_it_is_marked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, timeout: int
) -> None:
    clean, deadly = _table(tmp_path / "clean.csv", 3), _table(tmp_path / "deadly.csv", 3, {1: text})
    monkeypatch.setattr(batch, "RowScoring", DeadlyScoring)
    microask.score_csv(clean, tmp_path / "one.csv", "body")
    report = microask.score_csv(deadly, tmp_path / "two.csv", "body", n_jobs=2, timeout=timeout)
    assert report.problems == {LOST: 1}
    assert str(report).startswith("2 rows scored")
    assert _without(tmp_path / "two.csv", 1) == _without(tmp_path / "one.csv", 1)
    assert (tmp_path / "two.csv").read_text().splitlines()[2] == f"1,{text},,,,,,,,{LOST}"


def test_workers_with_another_model_are_refused(analyzer: Analyzer) -> None:
    scoring = RowScoring(str(analyzer.path), "another")
    with pytest.raises(ModelError, match="install the same one everywhere"):
        scoring([])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_jobs": 0}, "n_jobs should be"),
        ({"backend": "spark"}, "backend should be 'loky'"),
        ({"backend": "dask"}, "needs the address of its scheduler"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "scheduler is for the backend 'dask'"),
        ({"stage": "late"}, "first, building, established"),
    ],
)
def test_bad_options(tmp_path: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputValueError, match=message):
        microask.score_csv(_table(tmp_path / "in.csv", 1), tmp_path / "out.csv", "body", **options)
    assert not (tmp_path / "out.csv").exists()


def test_a_missing_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['distributed'] = None\n"
        "from microask.errors import MissingExtraError\n"
        "try: import microask.cluster\nexcept MissingExtraError as error: print(error)"
    )
    assert 'pip install "microask[dask]"' in run_python(code)


class _Cluster:
    """Two workers of one thread each, restarted by nannies when they die."""

    def __init__(self) -> None:
        import dask
        from distributed import LocalCluster

        dask.config.set({"distributed.scheduler.allowed-failures": 1, "distributed.logging.distributed": "critical"})
        self._cluster = LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=False
        )
        self.address = self._cluster.scheduler_address

    def kill_one(self) -> None:
        os.kill(next(iter(self._cluster.workers.values())).process.process.pid, signal.SIGKILL)

    def close(self) -> None:
        self._cluster.close()


@pytest.fixture(scope="module")
def cluster() -> Iterator[_Cluster]:
    cluster = _Cluster()
    yield cluster
    cluster.close()


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path: Path, cluster: _Cluster) -> None:
    source = _table(tmp_path / "in.csv", 20_000)
    one = microask.score_csv(source, tmp_path / "one.csv", "body")
    killed: list[int] = []

    def kill(rows: int, share: float | None) -> None:
        if rows > 6000 and not killed:
            killed.append(rows)
            # In the midst of the next window, while both workers are at it.
            threading.Timer(0.5, cluster.kill_one).start()

    two = microask.score_csv(
        source, tmp_path / "two.csv", "body", backend="dask", scheduler=cluster.address, progress=kill, timeout=60
    )
    assert killed
    assert (tmp_path / "two.csv").read_bytes() == (tmp_path / "one.csv").read_bytes()
    assert one == two


@pytest.mark.slow
def test_a_row_that_kills_every_worker_of_a_cluster_is_marked(
    tmp_path: Path, cluster: _Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean, deadly = _table(tmp_path / "clean.csv", 3), _table(tmp_path / "deadly.csv", 3, {1: KILL})
    monkeypatch.setattr(batch, "RowScoring", DeadlyScoring)
    microask.score_csv(clean, tmp_path / "one.csv", "body")
    started = time.monotonic()
    report = microask.score_csv(deadly, tmp_path / "two.csv", "body", backend="dask", scheduler=cluster.address, timeout=600)
    # No attempt waited for its time limit: the cluster says itself that a task failed.
    assert time.monotonic() - started < 600
    assert report.problems == {LOST: 1}
    assert _without(tmp_path / "two.csv", 1) == _without(tmp_path / "one.csv", 1)


@pytest.mark.slow
def test_no_scheduler_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("microask.cluster.PATIENCE", 1)
    with pytest.raises(WorkerError, match="start one with `dask scheduler`"):
        microask.score_csv(
            _table(tmp_path / "in.csv", 1), tmp_path / "out.csv", "body", backend="dask", scheduler="tcp://127.0.0.1:9"
        )
    assert not (tmp_path / "out.csv").exists()
