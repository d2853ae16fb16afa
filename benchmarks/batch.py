"""Tables: rows a second with one and two jobs, and memory after few and many rows.

Run by ``make bench``; ``python benchmarks/batch.py 5000`` measures the speed on fewer rows than 50,000, and memory on as few
as that and ten times as many. Take the ratios, not the times, and those from a machine whose cores are free.
"""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from memory import distinct  # the folder of a script is on its path

from microask.training.corpus import load_corpus

ROWS = 50_000
FEW, MANY = 20_000, 200_000


def write(path: Path, rows: int) -> None:
    texts = [draft.text for draft in load_corpus() if len(draft.text) < 300]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "body"])
        writer.writerows(enumerate(islice(distinct(texts), rows)))


def run(source: Path, jobs: int) -> float:
    """Return the seconds of ``microask batch`` as a process of its own, its start included."""
    target = source.with_suffix(".out.csv")
    command = ["batch", str(source), "--text-column", "body", "-o", str(target), "--jobs", str(jobs)]
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "microask", *command], check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def peak(source: Path) -> float:
    """Return the largest resident size, in MiB, of a process that scores a table by itself."""
    code = (
        "import sys, resource, microask; microask.score_csv(sys.argv[1], sys.argv[2], 'body');"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", code, str(source), str(source.with_suffix(".out.csv"))]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    few, many = (FEW, MANY) if rows == ROWS else (rows, 10 * rows)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "drafts.csv"
        write(source, rows)
        one = run(source, 1)
        print(f"{f'{rows:,} rows, one job':42s} {rows / one:10,.0f} rows/s", flush=True)
        two = run(source, 2)
        print(f"{f'{rows:,} rows, two jobs':42s} {rows / two:10,.0f} rows/s   {one / two:.2f} times one", flush=True)
        sizes = []
        for count in (few, many):
            write(source, count)
            sizes.append(peak(source))
            print(f"{f'largest resident size, {count:,} rows':42s} {sizes[-1]:10,.0f} MiB", flush=True)
        print(f"{'growth':42s} {sizes[1] - sizes[0]:+10,.0f} MiB")


if __name__ == "__main__":
    main()
