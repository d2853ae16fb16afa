"""Interrupted runs: the old table as it was, and the same bytes in the end."""

from __future__ import annotations

import gzip
import json
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import microask
from microask import batch
from microask.analyzer import Analyzer
from microask.errors import InputValueError, TableError
from microask.targets import BLOCK_ROWS, open_target, part_of

from .conftest import ROOT
from .stand_ins import QuickScoring

ROWS = 3 * BLOCK_ROWS


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "RowScoring", QuickScoring)


def _table(path: Path, rows: int = ROWS, encoding: str = "utf-8") -> Path:
    text = "id,body\n" + "".join(f'{i},"draft {i * 7919 % 1000}\nñ"\n' + "\n" * (i % 500 == 0) for i in range(rows))
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


def _interrupted(source: Path, target: Path, analyzer: Analyzer, at: int, **options: object) -> None:
    def stop(rows: int, share: float | None) -> None:
        if rows == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        microask.score_csv(source, target, "body", analyzer=analyzer, progress=stop, **options)  # type: ignore[arg-type]
    kept = at // BLOCK_ROWS * BLOCK_ROWS
    notes = getattr(caught.value, "__notes__", [])
    assert len(notes) == (kept > 0)
    assert all("--resume goes on from there" in note for note in notes)


def _left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("name", ["out.csv", "out.csv.gz"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_resumed_run_ends_with_the_same_bytes(tmp_path: Path, analyzer: Analyzer, name: str, encoding: str) -> None:
    source = _table(tmp_path / "in.csv.gz", encoding=encoding)
    whole = microask.score_csv(source, tmp_path / f"whole-{name}", "body", analyzer=analyzer)
    target = tmp_path / name
    target.write_bytes(b"old")
    _interrupted(source, target, analyzer, BLOCK_ROWS + 500)
    assert target.read_bytes() == b"old"
    _interrupted(source, target, analyzer, 2 * BLOCK_ROWS + 3, resume=True)
    done: list[int] = []
    report = microask.score_csv(
        source, target, "body", analyzer=analyzer, resume=True, n_jobs=1, progress=lambda rows, share: done.append(rows)
    )
    assert done[0] > 2 * BLOCK_ROWS - 10
    assert target.read_bytes() == (tmp_path / f"whole-{name}").read_bytes()
    assert report == whole
    assert _left(tmp_path) == sorted(["in.csv.gz", name, f"whole-{name}"])


def test_an_interrupt_before_the_first_block_leaves_nothing(tmp_path: Path, analyzer: Analyzer) -> None:
    source = _table(tmp_path / "in.csv")
    _interrupted(source, tmp_path / "out.csv", analyzer, 100)
    assert _left(tmp_path) == ["in.csv"]
    # Nothing to go on with: --resume begins, so that a script may always pass it.
    assert microask.score_csv(source, tmp_path / "out.csv", "body", analyzer=analyzer, resume=True).rows == ROWS


def test_without_resume_a_run_begins_anew(tmp_path: Path, analyzer: Analyzer) -> None:
    source, target = _table(tmp_path / "in.csv"), tmp_path / "out.csv"
    _interrupted(source, target, analyzer, 2000)
    assert _left(tmp_path) == ["in.csv", "out.csv.journal", "out.csv.part"]
    _interrupted(source, target, analyzer, 100)
    assert _left(tmp_path) == ["in.csv"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"stage": "building"}, "stage was 'first', is 'building'"),
        ({"prefix": "m_"}, "prefix was 'microask_', is 'm_'"),
        ({"suggest": True}, "suggest was False, is True"),
        ({"subject_column": "id"}, "subject column was None, is 'id'"),
        ({"guard": True}, "guard was False, is True"),
        ("input", "did not read .*in.csv as it is now"),
        ("shorter input", "did not read .*in.csv as it is now"),
        ("model", "model was 'another'"),
        ("damaged", "journal is damaged"),
        ("short", "shorter than its journal"),
    ],
)
def test_a_run_that_does_not_fit_is_refused_and_kept(
    tmp_path: Path, analyzer: Analyzer, change: str | dict[str, object], message: str
) -> None:
    source, target = _table(tmp_path / "in.csv"), tmp_path / "out.csv"
    _interrupted(source, target, analyzer, 2000)
    journal = tmp_path / "out.csv.journal"
    options: dict[str, object] = {}
    if isinstance(change, dict):
        options = change
    elif change == "input":
        source.write_bytes(source.read_bytes().replace(b"draft 919", b"draft 918"))
    elif change == "shorter input":
        _table(source, 1000)
    elif change == "model":
        noted = json.loads(journal.read_text())
        journal.write_text(json.dumps({**noted, "made_with": {**noted["made_with"], "model": "another"}}))
    elif change == "damaged":
        journal.write_text('{"made_with": ')
    else:
        part_of(target).write_bytes(b"short")
    kept = part_of(target).read_bytes()
    with pytest.raises(TableError, match=message) as caught:
        microask.score_csv(source, target, "body", analyzer=analyzer, resume=True, **options)  # type: ignore[arg-type]
    assert "leave out --resume to start over" in str(caught.value)
    assert "draft 9" not in str(caught.value)
    assert part_of(target).read_bytes() == kept


def test_rows_that_were_added_since_are_scored(tmp_path: Path, analyzer: Analyzer) -> None:
    source, target = _table(tmp_path / "in.csv"), tmp_path / "out.csv"
    _interrupted(source, target, analyzer, 2000)
    _table(source, ROWS + 10)
    assert microask.score_csv(source, target, "body", analyzer=analyzer, resume=True).rows == ROWS + 10


def test_two_runs_do_not_write_the_same_table(tmp_path: Path, analyzer: Analyzer) -> None:
    source, target = _table(tmp_path / "in.csv", 10), tmp_path / "out.csv"
    with open_target(str(target)) as out:
        out.write(b"first")
        with pytest.raises(TableError, match="another run is writing"):
            microask.score_csv(source, target, "body", analyzer=analyzer)
    assert target.read_bytes() == b"first"


def test_a_full_disk_keeps_the_old_table(tmp_path: Path, analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = _table(tmp_path / "in.csv"), tmp_path / "out.csv"
    target.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(TableError, match="No space left on device"):
        microask.score_csv(source, target, "body", analyzer=analyzer)
    assert target.read_bytes() == b"old"
    assert _left(tmp_path) == ["in.csv", "out.csv"]


def test_standard_output_cannot_be_resumed(tmp_path: Path) -> None:
    with pytest.raises(InputValueError, match="name a file"):
        microask.score_csv(_table(tmp_path / "in.csv", 1), "-", "body", resume=True)


def _start(source: Path, target: Path) -> subprocess.Popen[bytes]:
    """Start a run in another process and return once it is about to read the table."""
    code = "import sys; from tests.stand_ins import run_quickly; run_quickly(*sys.argv[1:])"
    started = Path(f"{target}.started")
    run = subprocess.Popen(
        [sys.executable, "-c", code, str(source), str(target), "--resume"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
    )
    while not started.exists():
        time.sleep(0.005)
    started.unlink()
    return run


@pytest.mark.slow
def test_fifty_kills_at_random_moments(tmp_path: Path) -> None:
    source, target, rng = _table(tmp_path / "in.csv", 5 * BLOCK_ROWS), tmp_path / "out.csv", random.Random(7)
    run = _start(source, target)
    began = time.monotonic()
    run.communicate(timeout=120)
    whole_time, whole = time.monotonic() - began, target.read_bytes()
    assert whole.count(b"draft") == 2 * 5 * BLOCK_ROWS
    target.write_bytes(b"old")
    kinds = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
    kills, resumable = 0, 0
    while kills < 50:
        run = _start(source, target)
        time.sleep(rng.uniform(0, whole_time))
        run.send_signal(kinds[kills % 3])
        _, told = run.communicate(timeout=120)
        # SIGTERM and SIGINT are 143 and 130 once the command listens, the bare signals before that.
        assert run.returncode in (0, -9, 143, -15, 130, -2), told.decode()
        assert target.read_bytes() == whole if run.returncode == 0 else target.read_bytes() in (b"old", whole), told.decode()
        kills += run.returncode != 0
        resumable += Path(f"{target}.journal").exists()
        if target.read_bytes() == whole:
            target.write_bytes(b"old")
    assert resumable >= 10
    run = _start(source, target)
    run.communicate(timeout=120)
    assert target.read_bytes() == whole
    assert _left(tmp_path) == ["in.csv", "out.csv"]
