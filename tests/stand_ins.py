"""Scorings that stand in for the real one: quick, slow, or deadly to the process they run in. Importable by workers."""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from microask.rows import Draft, Row, RowScoring

if TYPE_CHECKING:
    from microask.analyzer import Analyzer

KILL, HANG = "this row kills", "this row hangs"


class QuickScoring(RowScoring):
    """Says of a draft how long it is, some thousand times a second, and needs no pipeline."""

    def __call__(self, drafts: list[Draft]) -> list[Row]:
        return self.rows(None, drafts)

    def rows(self, analyzer: Analyzer | None, drafts: list[Draft]) -> list[Row]:
        time.sleep(len(drafts) / 20_000)
        return [Row(len(draft.text) / 100, label="mixed", ask=draft.text) for draft in drafts]


class DeadlyScoring(QuickScoring):
    """Has rows that kill their worker, or keep it busy for good."""

    def rows(self, analyzer: Analyzer | None, drafts: list[Draft]) -> list[Row]:
        for draft in drafts:
            if KILL in draft.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if HANG in draft.text:
                time.sleep(3600)
        return super().rows(analyzer, drafts)


def run_quickly(source: str, target: str, *options: str) -> None:
    """What a process of the tests does that is going to be killed: the command line with the quick scoring."""
    import microask.batch
    from microask.cli import main

    microask.batch.RowScoring = QuickScoring  # type: ignore[misc]
    sys.modules["microask.api"] = SimpleNamespace(default_analyzer=object)  # type: ignore[assignment]  # imports no spaCy
    if target != "-":
        Path(target + ".started").touch()
    main(["batch", source, "--text-column", "body", "-o", target, *options])
