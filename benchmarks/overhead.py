"""What each way in costs over a plain call, as ratios within one run.

Run by ``make bench``. Another way in (HTTP, MCP, an editor) is one more row of ``WAYS``.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import NamedTuple

from microask.api import default_analyzer
from microask.training.corpus import load_corpus

DRAFTS = 500
REPEATS = 7

#: What the ways leave running.
ENDING = ExitStack()

Run = Callable[[], object]


class Way(NamedTuple):
    """A way in: its name, which plain call it is held against, and what makes the call to time.

    ``prepare`` gets the drafts (one again and again, for `score`) and does all that is paid once; it may raise ImportError
    where an extra is missing.
    """

    name: str
    against: str
    prepare: Callable[[list[str]], Run]


def plain_score(texts: list[str]) -> Run:
    score = default_analyzer().score
    return lambda: [score(text) for text in texts]


def plain_score_many(texts: list[str]) -> Run:
    return lambda: list(default_analyzer().score_many(texts))


def spacy_call(texts: list[str]) -> Run:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("microask")
    return lambda: [nlp(text) for text in texts]


def spacy_pipe(texts: list[str]) -> Run:
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("microask")
    return lambda: list(nlp.pipe(texts))


def sklearn_features(texts: list[str]) -> Run:
    from microask.sklearn import AskFeatures

    features = AskFeatures().fit(texts)
    return lambda: features.transform(texts)


def sklearn_scorer(texts: list[str]) -> Run:
    from microask.sklearn import AskScorer

    scorer = AskScorer().fit(texts)
    return lambda: scorer.predict(texts)


def plain_suggest(texts: list[str]) -> Run:
    suggest = default_analyzer().suggest
    return lambda: [suggest(text) for text in texts]


def mcp_stdio(texts: list[str]) -> Run:
    import os

    from anyio.from_thread import start_blocking_portal
    from mcp import Client, StdioServerParameters, stdio_client

    portal = ENDING.enter_context(start_blocking_portal())
    started = StdioServerParameters(command=sys.executable, args=["-m", "microask", "mcp"], env=dict(os.environ))
    client = ENDING.enter_context(portal.wrap_async_context_manager(Client(stdio_client(started))))
    return lambda: [portal.call(client.call_tool, "score_ask", {"text": text}) for text in texts]


def lsp_stdio(texts: list[str]) -> Run:
    """Type into a document and wait for its marks, without the pause that is waited for."""
    import asyncio
    from functools import partial
    from itertools import count

    from anyio.from_thread import start_blocking_portal
    from lsprotocol import types
    from pygls.lsp.client import LanguageClient

    portal = ENDING.enter_context(start_blocking_portal())
    client, uri, versions = LanguageClient("benchmark", "0"), "file:///draft.eml", count(1)
    published: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(partial(published.put_nowait))

    async def start() -> None:
        await client.start_io(sys.executable, "-m", "microask", "lsp")
        await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), initialization_options={"delay": 0}))
        client.initialized(types.InitializedParams())
        item = types.TextDocumentItem(uri, "mail", next(versions), "")
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        await published.get()

    async def end() -> None:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()

    async def type_all() -> None:
        for text in texts:
            document = types.VersionedTextDocumentIdentifier(next(versions), uri)
            change = types.TextDocumentContentChangeWholeDocument(text)
            client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
            await published.get()

    portal.call(start)
    ENDING.callback(portal.call, end)
    return lambda: portal.call(type_all)


PLAIN = {"score": plain_score, "score_many": plain_score_many, "suggest": plain_suggest}
WAYS = (
    Way("spaCy, nlp(text)", "score", spacy_call),
    Way("spaCy, nlp.pipe(texts)", "score_many", spacy_pipe),
    Way("scikit-learn, AskFeatures.transform", "score_many", sklearn_features),
    Way("scikit-learn, AskScorer.predict", "score_many", sklearn_scorer),
    Way("MCP over stdio, score_ask", "score", mcp_stdio),
    Way("language server, a change marked", "suggest", lsp_stdio),
)


def ratio(run: Run, plain: Run) -> float:
    """Return how many times as long one takes: both in turn, the least disturbed of each."""
    times: dict[Run, list[float]] = {run: [], plain: []}
    for _ in range(REPEATS):
        for each, taken in times.items():
            started = time.perf_counter()
            each()
            taken.append(time.perf_counter() - started)
    return min(times[run]) / min(times[plain])


def main() -> None:
    texts = [draft.text for draft in load_corpus()][:DRAFTS]
    # One draft takes too little time to be measured once.
    given = {"score": texts[:1] * 20, "score_many": texts, "suggest": texts[:1] * 3}
    print(f"{DRAFTS} drafts at once, or one again and again; a plain call = 1")
    for way in WAYS:
        try:
            run = way.prepare(given[way.against])
        except ImportError as error:
            print(f"{way.name:42s} not measured: {error.name} is not installed")
            continue
        print(f"{way.name:42s} {ratio(run, PLAIN[way.against](given[way.against])):10.2f} times {way.against}")


if __name__ == "__main__":
    with ENDING:
        main()
