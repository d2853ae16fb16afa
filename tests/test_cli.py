"""The command line as a stranger meets it."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from microask.cli import main
from microask.cli.progress import Progress

from .conftest import ROOT, RUBRIC, check_schema, run_python

MACRO = RUBRIC[0][1]


def _run(*args: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(args))
    return int(done.value.code or 0)


def test_score_of_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("score", MACRO, "--subject", "Future Mentorship") == 0
    out = capsys.readouterr().out
    assert out.startswith("macro 0.")
    assert "\x1b" not in out
    assert "Why" in out


def test_score_of_a_file_and_of_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(b"\xef\xbb\xbf" + MACRO.encode())
    assert _run("score", str(path), "--json") == 0
    from_file = json.loads(capsys.readouterr().out)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(MACRO.encode())))
    assert _run("score", "-", "--json") == 0
    assert json.loads(capsys.readouterr().out) == from_file
    assert from_file["label"] == "macro"
    check_schema(from_file)


def test_stage_changes_the_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("score", MACRO, "--stage", "established") == 0
    assert "-> send" in capsys.readouterr().out


def test_suggest(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("suggest", MACRO) == 0
    out = capsys.readouterr().out
    assert "Rewrite 1" in out
    assert "[" in out
    assert _run("suggest", MACRO, "--json", "-n", "1") == 0
    printed = json.loads(capsys.readouterr().out)
    assert len(printed["rewrites"]) == 1
    check_schema(printed)
    assert _run("suggest", "Thanks for the lovely card, it made my day.") == 0
    assert "Nothing is asked" in capsys.readouterr().out


def test_batch(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("body\nWill you be my mentor?\n")
    assert _run("batch", str(source), "--text-column", "body", "-o", str(target)) == 0
    assert "1 rows scored: 1 macro" in capsys.readouterr().err
    assert _run("batch", str(source), "--text-column", "body", "-o", str(target), "--json") == 0
    assert json.loads(capsys.readouterr().out)["labels"] == {"macro": 1}


def test_batch_from_standard_input_to_standard_output(tmp_path: Path) -> None:
    slowly = "import sys, time; sys.stdout.write('body\\n'); sys.stdout.flush(); time.sleep(0.3); sys.stdout.write('Bonne id\u00e9e?\\n')"
    batch = f"{sys.executable} -m microask batch - --text-column body -o -"
    command = f'PYTHONIOENCODING=latin-1 {sys.executable} -c "{slowly}" | {batch}'
    done = subprocess.run(["bash", "-c", command], capture_output=True, check=True)
    header, row = done.stdout.splitlines()
    assert header.startswith(b"body,microask_value")
    assert row.startswith(b"Bonne id\xe9e?,")
    assert b"read as Latin-1" in done.stderr


def test_a_reader_that_stops_reading_gets_no_traceback(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("body\n" + "Thanks.\n" * 20_000)
    program = "import sys; from tests.stand_ins import run_quickly; run_quickly(*sys.argv[1:])"
    command = f"{sys.executable} -c '{program}' {source} - | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout.count("\n")) == (1, 1)
    assert done.stderr == "microask: cannot write standard output: its reader has closed it\n"


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_cleanly_and_says_how_to_go_on(tmp_path: Path, number: int, code: int) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("body\n" + "Thanks a lot.\n" * 300_000)
    program = "import sys; from tests.stand_ins import run_quickly; run_quickly(*sys.argv[1:])"
    args = [sys.executable, "-c", program, str(source), str(target), "--jobs", "2"]
    run = subprocess.Popen(args, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "out.csv.journal").exists():
        time.sleep(0.05)
    # A terminal sends Ctrl-C to the workers as well.
    os.killpg(run.pid, number) if number == signal.SIGINT else run.send_signal(number)
    _, told = run.communicate(timeout=60)
    assert run.returncode == code, told
    # joblib's own housekeeping may add a warning behind these.
    first, second, *others = told.splitlines()
    assert "Traceback" not in told
    assert not any("rows" in line for line in others)
    assert first == "microask: interrupted"
    assert second.endswith("rows are safe in out.csv.part: the same command with --resume goes on from there")
    assert not target.exists()


class _Stream(io.StringIO):
    """What is no terminal."""


@pytest.mark.parametrize(
    ("updates", "lines"),
    [
        ([(0, 100, 0.1), (20, 9000, 0.5)], []),
        (
            [(0, 0, 0.0), (31, 3100, 0.25), (40, 4000, 0.3), (62, 6200, 0.5)],
            ["3,100 rows, 100 rows/s, 2 min left", "6,200 rows, 100 rows/s, 1 min left"],
        ),
        ([(0, 50_000, 0.5), (40, 54_000, 0.6)], ["54,000 rows, 100 rows/s, 3 min left"]),
        ([(0, 1, None), (50, 501, None)], ["501 rows, 10 rows/s"]),
        ([(0, 0, 0.0), (50, 500, 0.001)], ["500 rows, 10 rows/s, 13 h 52 min left"]),
    ],
)
def test_progress_is_a_line_now_and_then(updates: list[tuple[float, int, float | None]], lines: list[str]) -> None:
    now = 0.0
    stream = _Stream()
    with Progress(stream, lambda: now) as progress:
        for seconds, rows, share in updates:
            now = seconds
            progress.update(rows, share)
    assert stream.getvalue().splitlines() == [f"microask: {line}" for line in lines]


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["score"], 2, "Missing argument"),
        (["score", "Hi", "--stage", "late"], 2, "first, building, established"),
        (["scroe", "Hi"], 2, "No such command"),
        (["score", "missing.txt"], 1, "no such file: missing.txt"),
        (["batch", "missing.csv", "--text-column", "body", "-o", "x.csv"], 1, "check the path"),
        (["batch", "x.csv", "--text-column", "body", "-o", "x.csv", "--delimiter", "::"], 2, "one character"),
        (["batch", "x.csv", "--text-column", "body", "-o", "-", "--resume"], 2, "name a file"),
        (["batch", "x.csv", "--text-column", "body", "-o", "x.csv", "--backend", "dask"], 2, "go together"),
        (["batch", "x.csv", "--text-column", "body", "-o", "x.csv", "--backend", "ray"], 2, "'loky', 'dask'"),
        (["batch", "x.csv", "--text-column", "body", "-o", "x.csv", "--jobs", "0"], 2, "-1 for one a core"),
    ],
)
def test_errors(args: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(*args) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", ["score", "collect"])
def test_help_loads_no_pipeline_and_shows_examples(command: str) -> None:
    code = (
        "import sys\nfrom microask.cli import main\n"
        f"try: main(['{command}', '--help'])\nexcept SystemExit: pass\nprint('spacy' in sys.modules)"
    )
    out = run_python(code)
    assert "Examples:" in out
    assert out.strip().endswith("False")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--version") == 0
    assert capsys.readouterr().out.startswith("microask ")


def test_output_that_utf8_cannot_hold(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(b"Could you send me the \x1b[31m plan?")
    assert _run("score", str(path)) == 0
    assert "\x1b" not in capsys.readouterr().out
