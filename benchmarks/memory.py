"""Memory of a long-running process: resident size after a first score and while ever new drafts are scored.

Run by ``make bench``; ``python benchmarks/memory.py 200000`` for the long run.
"""

from __future__ import annotations

import itertools
import random
import string
import sys
from collections.abc import Iterator

import psutil

import microask
from microask.training.corpus import load_corpus

DRAFTS = 20_000


def resident() -> float:
    return psutil.Process().memory_info().rss / 2**20


def distinct(texts: list[str]) -> Iterator[str]:
    """Yield drafts that are never the same: halves of two drafts, with words that no draft has."""
    rng = random.Random(0)  # noqa: S311
    while True:
        first, second = rng.sample(texts, 2)
        new = " ".join("".join(rng.choices(string.ascii_lowercase, k=rng.randint(4, 9))) for _ in range(3))
        yield f"{first[: len(first) // 2]} {new} {second[len(second) // 2 :]}"


def main() -> None:
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else DRAFTS
    microask.score("Could you look at 5 slides?")
    print(f"{'resident after a first score':42s} {resident():10,.0f} MiB")
    drafts = itertools.islice(distinct([draft.text for draft in load_corpus()]), wanted)
    for number, _ in enumerate(microask.score_many(drafts), 1):
        if number % (wanted // 5) == 0:
            print(f"{f'after {number:,} distinct drafts':42s} {resident():10,.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
