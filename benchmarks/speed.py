"""Speed as ratios within one run: drafts a second against bare tokenization, and wall times of the ways to start.

Run by ``make bench``. Times vary with the machine, the ratios less.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from statistics import median

import spacy

from microask.api import default_analyzer
from microask.results import MICRO_FROM
from microask.training.corpus import load_corpus

DRAFTS = 1000
REPEATS = 5
ALONE = 100
SUGGESTED = 100
DRAFT = "Could I grab 15 minutes to get your feedback on 5 slides?"


def best(run: Callable[[], object], repeats: int = REPEATS) -> float:
    """Return the shortest wall time in seconds: the one least disturbed."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def process(*args: str) -> float:
    return best(lambda: subprocess.run([sys.executable, *args], check=True, capture_output=True), 3)


def main() -> None:
    texts = [draft.text for draft in load_corpus()][:DRAFTS]
    words = sum(len(text.split()) for text in texts) / len(texts)
    print(f"{len(texts)} drafts of {words:.0f} words on average, one process")
    tokenizer = spacy.blank("en").tokenizer
    analyzer = default_analyzer()
    bare = best(lambda: [tokenizer(text) for text in texts])
    scored = best(lambda: list(analyzer.score_many(texts)))
    print(f"{'spacy.blank(en), tokenization alone':42s} {len(texts) / bare:10,.0f} drafts/s")
    print(f"{'score_many':42s} {len(texts) / scored:10,.0f} drafts/s   1/{scored / bare:.1f} of tokenization")
    # A contraction makes a draft several times dearer to tokenize, so that no single draft stands for the others.
    sample = texts[:: len(texts) // ALONE]
    one = [best(lambda text=text: analyzer.score(text), 20) for text in sample]
    one_bare = [best(lambda text=text: tokenizer(text), 100) for text in sample]
    middle = median(mine / its for mine, its in zip(one, one_bare, strict=True))
    print(
        f"{'one score(text)':42s} {median(one) * 1e3:10.2f} ms         {sum(one) / sum(one_bare):.1f} times tokenization "
        f"over {len(sample)} drafts; the median draft {middle:.1f} times its own"
    )
    macro = [text for text in texts if (analyzer.score(text).value or 1.0) < MICRO_FROM][:SUGGESTED]
    alone = best(lambda: [analyzer.score(text) for text in macro])
    suggested = best(lambda: [analyzer.suggest(text) for text in macro])
    each = suggested / len(macro) * 1e3
    print(f"{'suggest(text), drafts that are not micro':42s} {each:10.2f} ms         {suggested / alone:.1f} times their score")
    empty = process("-c", "pass")
    peers = process("-c", "import spacy, sklearn")
    rows = {
        "import microask": process("-c", "import microask"),
        "a first score": process("-c", f"import microask; microask.score({DRAFT!r})"),
        "microask score, as a process": process("-m", "microask", "score", DRAFT),
        "import spacy, sklearn": peers,
    }
    for name, seconds in rows.items():
        print(f"{name:42s} {seconds - empty:10.2f} s          {(seconds - empty) / (peers - empty):.2f} of importing both")


if __name__ == "__main__":
    main()
