"""The server under load against ``score`` called in a loop: 1,000 drafts from 32 connections, none lost.

Run by ``make bench``. Times vary with the machine, the ratios less. Client and server share its cores.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

from microask.api import default_analyzer
from microask.training.corpus import load_corpus

REQUESTS = 1000
CONNECTIONS = 32
REPEATS = 3


def p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


async def connection(host: str, port: int, bodies: Iterator[bytes], times: list[float]) -> None:
    """Send bodies, one after the other, over one connection; a client of bare bones, so that the server is what is measured."""
    reader, writer = await asyncio.open_connection(host, port)
    for body in bodies:
        head = f"POST /v1/score HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        started = time.perf_counter()
        writer.write(head.encode() + body)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", answer)
        if not answer.startswith(b"HTTP/1.1 200") or length is None:
            raise SystemExit(f"a request was lost: {answer[:60]!r}")
        json.loads(await reader.readexactly(int(length[1])))
        times.append(time.perf_counter() - started)
    writer.close()


async def load(host: str, port: int, bodies: list[bytes]) -> tuple[float, list[float]]:
    times: list[float] = []
    shared = iter(bodies)
    started = time.perf_counter()
    await asyncio.gather(*(connection(host, port, shared, times) for _ in range(CONNECTIONS)))
    return time.perf_counter() - started, times


def loop(texts: list[str]) -> tuple[float, list[float]]:
    score = default_analyzer().score
    times = []
    started = time.perf_counter()
    for text in texts:
        at = time.perf_counter()
        score(text)
        times.append(time.perf_counter() - at)
    return time.perf_counter() - started, times


def main() -> None:
    texts = [draft.text for draft in load_corpus()][:REQUESTS]
    bodies = [json.dumps({"text": text}).encode() for text in texts]
    loop(texts[:50])
    looped, single = min(loop(texts) for _ in range(REPEATS))
    command = [sys.executable, "-m", "microask", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            host, port = re.findall(r"http://(.+):(\d+)", server.stderr.readline() if server.stderr else "")[0]
            served, answered = min(asyncio.run(load(host, int(port), bodies)) for _ in range(REPEATS))
        finally:
            server.terminate()
    print(f"{len(answered)} of {len(bodies)} requests answered, {CONNECTIONS} connections")
    print(f"{'score in a loop':20s} {len(texts) / looped:8,.0f}/s   99th percentile {p99(single) * 1e3:7.1f} ms")
    print(f"{'POST /v1/score':20s} {len(texts) / served:8,.0f}/s   99th percentile {p99(answered) * 1e3:7.1f} ms")
    print(
        f"rate {served / looped:.1f} times slower; at {CONNECTIONS} waiting at once, the 99th percentile is "
        f"{p99(answered) / p99(single):.0f} times that of one call"
    )


if __name__ == "__main__":
    main()
