"""Tables: rows a second with one and two jobs, and memory after few and many rows of one long table.

Run by ``make bench``; ``python benchmarks/batch.py 5000 1000000`` measures the speed on 5,000 rows in place of 50,000, and
memory on a table of 1,000,000 in place of 200,000. Take the ratios, not the times, and those from a machine whose cores are free.
"""

from __future__ import annotations

import ast
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


def resident(source: Path) -> dict[int, float]:
    """Return the resident size, in MiB, of a process that scores a table by itself: after some rows, and after all."""
    code = f"""
import sys, psutil, microask
seen = {{}}
def note(done, share):
    if done >= {FEW} and not seen:
        seen[done] = psutil.Process().memory_info().rss / 2**20
report = microask.score_csv(sys.argv[1], sys.argv[2], "body", progress=note)
seen[report.rows] = psutil.Process().memory_info().rss / 2**20
print(seen)
"""
    command = [sys.executable, "-c", code, str(source), str(source.with_suffix(".out.csv"))]
    return dict(ast.literal_eval(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    many = int(sys.argv[2]) if len(sys.argv) > 2 else MANY
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "drafts.csv"
        write(source, rows)
        one = run(source, 1)
        print(f"{f'{rows:,} rows, one job':42s} {rows / one:10,.0f} rows/s", flush=True)
        two = run(source, 2)
        print(f"{f'{rows:,} rows, two jobs':42s} {rows / two:10,.0f} rows/s   {one / two:.2f} times one", flush=True)
        write(source, many)
        sizes = resident(source)
        for count, size in sizes.items():
            print(f"{f'resident after {count:,} rows':42s} {size:10,.0f} MiB")
        print(f"{'growth':42s} {max(sizes.values()) - min(sizes.values()):+10,.0f} MiB")


if __name__ == "__main__":
    main()
