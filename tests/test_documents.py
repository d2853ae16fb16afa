"""The documents keep their promises: README examples, notebook, changelog, model card, the demo."""

from __future__ import annotations

import io
import json
import re
import shlex
import subprocess
import sys
import tempfile
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import microask
from microask.artefacts import find_models
from microask.cli import main

from .conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
_FENCE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_COMMAND = re.compile(r"^\$ (?P<command>[^\n]*)\n(?P<output>(?:(?!\$ ).*\n?)*)", re.MULTILINE)
#: ``$ command`` and what it prints, in the console blocks of the README.
CONSOLE = [(m["command"], m["output"]) for fence in _FENCE.findall(README) for m in _COMMAND.finditer(fence)]
PYTHON = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def printed(command: str, folder: Path) -> str:
    """Run a command of the README and return what it prints; tables that it writes or reads by their bare name lie in a folder."""
    args = [str(folder / arg) if re.fullmatch(r"\w+\.csv", arg) else arg for arg in shlex.split(command)[1:]]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as done:
        main([str(ROOT / arg) if arg.startswith("examples/") else arg for arg in args])
    assert not done.value.code, err.getvalue()
    return "\n".join(line.rstrip() for line in (out.getvalue() + err.getvalue()).splitlines()).strip()


@pytest.mark.parametrize(("command", "output"), [pair for pair in CONSOLE if pair[0].startswith("microask")])
def test_readme_commands_print_what_it_says(command: str, output: str, tmp_path: Path) -> None:
    assert printed(command, tmp_path) == output.strip()


@pytest.mark.parametrize("code", PYTHON, ids=range(len(PYTHON)))
def test_readme_python_runs(code: str) -> None:
    # Lines of the form ``expression  # value`` state the value.
    lines = [
        f"assert str(({match['expression']})) == {match['value']!r}"
        if (match := re.match(r"(?P<expression>\S.*?)\s{2,}# (?P<value>.+)$", line))
        else line
        for line in code.splitlines()
    ]
    exec("\n".join(lines), {})  # noqa: S102


def test_readme_shows_commands_and_python() -> None:
    assert len(CONSOLE) >= 3
    assert PYTHON


def test_versions_agree() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"^## (\S+)", changelog, re.MULTILINE)[0] == microask.__version__
    meta = json.loads((find_models() / "scorer" / "meta.json").read_text("utf-8"))
    assert meta["version"] == microask.__version__
    assert f"microask scorer {microask.__version__}" in (find_models() / "scorer" / "MODEL_CARD.md").read_text("utf-8")


def test_the_model_was_fitted_on_this_corpus() -> None:
    from microask.training.corpus import corpus_hash

    assert json.loads((find_models() / "scorer" / "meta.json").read_text("utf-8"))["corpus"] == corpus_hash()


def test_entry_points_are_the_components() -> None:
    from microask.pipeline import COMPONENTS

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(project["entry-points"]["spacy_factories"]) == {*COMPONENTS, "microask"}


@pytest.mark.slow
def test_demo_runs() -> None:
    done = subprocess.run([sys.executable, "examples/demo.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "Rewrite 1" in done.stdout
    assert "rows scored" in done.stderr


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_execute_and_are_stripped(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook.cells)
    NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(ROOT)}}).execute()


def rewrite_readme() -> None:
    """Put into the README what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:

        def run(match: re.Match[str]) -> str:
            command = match["command"]
            return f"$ {command}\n{printed(command, Path(folder))}\n" if command.startswith("microask") else match.group()

        text = _FENCE.sub(lambda fence: f"```console\n{_COMMAND.sub(run, fence[1])}```", README)
    (ROOT / "README.md").write_text(text, "utf-8")


if __name__ == "__main__":
    rewrite_readme()
