"""The command line as a stranger meets it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from microask.cli import main

from .conftest import RUBRIC, check_schema, run_python

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


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["score"], 2, "Missing argument"),
        (["score", "Hi", "--stage", "late"], 2, "first, building, established"),
        (["scroe", "Hi"], 2, "No such command"),
        (["score", "missing.txt"], 1, "no such file: missing.txt"),
        (["batch", "missing.csv", "--text-column", "body", "-o", "x.csv"], 1, "check the path"),
        (["batch", "x.csv", "--text-column", "body", "-o", "x.csv", "--delimiter", "::"], 2, "one character"),
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
