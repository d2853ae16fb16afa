"""The demo behind ``make demo``: four drafts scored, one rewritten, a CSV of past outreach scored."""

from __future__ import annotations

import tempfile
from pathlib import Path

from microask.cli import main

HERE = Path(__file__).resolve().parent


def run(*args: str) -> None:
    """Show a command and what it prints."""
    shown = " ".join(arg.removeprefix(f"{HERE.parent}/") for arg in args)
    print(f"\n$ microask {shown}\n", flush=True)  # noqa: T201
    try:
        main(list(args))
    except SystemExit as done:
        if done.code:
            raise


for name in ("mentorship", "slides", "introduction", "partners"):
    run("score", str(HERE / "drafts" / f"{name}.txt"))
run("suggest", str(HERE / "drafts" / "mentorship.txt"))
target = Path(tempfile.gettempdir()) / "microask-demo-scored.csv"
run("batch", str(HERE / "past_outreach.csv"), "--text-column", "body", "--subject-column", "subject", "-o", str(target))
print(f"\nThe scored table is {target}; its first rows:\n")  # noqa: T201
print("\n".join(line[:160] for line in target.read_text("utf-8").splitlines()[:4]))  # noqa: T201
