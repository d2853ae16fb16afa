"""A server as its users run it: a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def serving(log: Path, *args: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Run ``microask serve`` on a free port; give the process and its URL. What it prints is in ``log``."""
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-m", "microask", "serve", "--port", "0", *args], stdout=out, stderr=out)
        try:
            yield process, _url(process, log)
        finally:
            process.terminate()
            process.wait(30)


def _url(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        if match := re.search(r"http://[\w.:\[\]]+", log.read_text()):
            return match.group()
        try:
            process.wait(0.05)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text())
