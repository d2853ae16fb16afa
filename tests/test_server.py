"""The HTTP API as a client, a hostile page and an operator meet it; most against a running server."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shlex
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

import microask
from microask.analyzer import Analyzer
from microask.cli import main
from microask.results import Score
from microask.server import Settings, create_app
from microask.server.security import HEADERS
from microask.server.worker import BusyError, ExpiredError, Worker

from .conftest import ROOT, RUBRIC, check_schema, run_python
from .serving import serving

MACRO = RUBRIC[0][1]
#: Stands for what nobody but the sender may read.
WORD = "Xylophonist"
JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "log"


@pytest.fixture(scope="module")
def url(log: Path) -> Iterator[str]:
    with serving(log) as (_, url):
        yield url


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as client:
        yield client


# Answers.

DRAFTS = [
    (MACRO, "Future Mentorship"),
    ("👩‍🚀🚀 Could you check slide 4 by Friday?", None),
    ("<p>Could you check <b>slide 4</b> by Friday?</p>", None),
    ("Could you check slide \ud800 4 by Friday?", None),
    ("Thanks for the lovely card.", ""),
    ("", None),
]


@pytest.mark.parametrize(("text", "subject"), DRAFTS)
@pytest.mark.parametrize("stage", ["first", "established"])
def test_score_gives_what_the_library_gives(
    client: httpx.Client, analyzer: Analyzer, text: str, subject: str | None, stage: Any
) -> None:
    body = json.dumps({"text": text, "subject": subject, "stage": stage})
    answer = client.post("/v1/score", content=body, headers=JSON)
    assert answer.status_code == 200
    assert json.loads(answer.content) == analyzer.score(text, subject, stage).to_dict()


def test_a_batch_gives_every_score_in_order(client: httpx.Client, analyzer: Analyzer) -> None:
    drafts = [{"text": text, "subject": subject} for _, (subject, text, *_) in zip(range(20), RUBRIC * 5, strict=True)]
    answer = client.post("/v1/score/batch", json={"drafts": drafts, "stage": "building"}).json()
    expected = [analyzer.score(cast(str, draft["text"]), draft["subject"], "building").to_dict() for draft in drafts]
    assert answer == {"scores": expected}
    assert client.post("/v1/score/batch", json={"drafts": []}).json() == {"scores": []}


@pytest.mark.parametrize("n", [0, 1, 3])
def test_suggest_gives_what_the_library_gives(client: httpx.Client, analyzer: Analyzer, n: int) -> None:
    answer = client.post("/v1/suggest", json={"text": MACRO, "subject": "Hello", "n": n}).json()
    assert answer == analyzer.suggest(MACRO, "Hello", n).to_dict()


def test_health(client: httpx.Client) -> None:
    assert client.get("/v1/health").json()["status"] == "ok"


def test_the_description_is_openapi_31_and_its_examples_work(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    assert description["openapi"].startswith("3.1")
    seen = set()
    for path, operations in description["paths"].items():
        if "post" not in operations:
            continue
        name = operations["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for example in description["components"]["schemas"][name]["examples"]:
            assert client.post(path, json=example).status_code == 200
            seen.add(path)
    assert seen == {"/v1/score", "/v1/score/batch", "/v1/suggest"}
    assert client.get("/docs").status_code == client.get("/redoc").status_code == 404


def test_the_description_shows_the_published_schemas(client: httpx.Client) -> None:
    described = client.get("/openapi.json").json()["components"]["schemas"]
    for name in ("score", "suggestions"):
        assert described[name.capitalize()]["properties"].keys() == microask.schema(name)["properties"].keys()
        assert described[name.capitalize()]["required"] == microask.schema(name)["required"]
    check_schema(client.post("/v1/score", json={"text": RUBRIC[1][1]}).json())
    check_schema(client.post("/v1/suggest", json={"text": MACRO}).json())
    for score in client.post("/v1/score/batch", json={"drafts": [{"text": MACRO}, {"text": ""}]}).json()["scores"]:
        check_schema(score)


@pytest.fixture(scope="module")
def schema(url: str) -> Any:
    return schemathesis.openapi.from_url(f"{url}/openapi.json")


OPERATIONS = [
    *[("POST", path, mode) for path in ("/v1/score", "/v1/score/batch", "/v1/suggest") for mode in GenerationMode],
    ("GET", "/v1/health", GenerationMode.POSITIVE),
]


@pytest.mark.parametrize(("method", "path", "mode"), OPERATIONS)
def test_the_description_holds(schema: Any, method: str, path: str, mode: GenerationMode) -> None:
    operation = schema[path][method]

    @given(operation.as_strategy(generation_mode=mode))
    @settings(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    def hold(case: schemathesis.Case) -> None:
        case.call_and_validate()

    hold()


# Refusals.

TEXT = json.dumps({"text": WORD}).encode()
BAD = [
    (b"", {}, 422, "body: Field required"),
    (b"{}", JSON, 422, "text: Field required"),
    (b'{"text": ["Xylophonist"]}', JSON, 422, "text: Input should be a valid string"),
    (b'{"text": "Xylophonist", "Xylophonist": 1}', JSON, 422, "a field is not known"),
    (b'{"text": "Xylophonist", "stage": "Xylophonist"}', JSON, 422, "'first', 'building' or 'established'"),
    (b'["Xylophonist"]', JSON, 422, "body: Input should be"),
    (b'{"text": "Xylophonist', JSON, 400, "no JSON"),
    (b"Xylophonist", JSON, 400, "no JSON"),
    (b"\xff\xfeXylophonist", JSON, 400, "parsing"),
    (b"[" * 100_000, JSON, 400, "parsing"),
    (TEXT, {"Content-Type": "text/plain"}, 415, "application/json"),
    (TEXT, {"Content-Type": "application/x-www-form-urlencoded"}, 415, "application/json"),
    (TEXT, {}, 415, "application/json"),
    (TEXT, JSON | {"Host": "evil.example"}, 403, "--allow-host"),
    (TEXT, JSON | {"Host": "localhost.evil.example"}, 403, "--allow-host"),
    (TEXT, JSON | {"Host": "127.0.0.1@evil.example"}, 403, "--allow-host"),
    (TEXT, JSON | {"Host": "127.0.0.1:80:80"}, 403, "--allow-host"),
    (TEXT, JSON | {"Host": ""}, 403, "--allow-host"),
    (TEXT, JSON | {"Origin": "http://evil.example"}, 403, "--allow-origin"),
    (TEXT, JSON | {"Origin": "http://localhost:1"}, 403, "--allow-origin"),
    (TEXT, JSON | {"Origin": "null"}, 403, "--allow-origin"),
]


@pytest.mark.parametrize(("body", "headers", "status", "message"), BAD)
def test_refusals_say_what_to_do_and_never_repeat_the_text(
    client: httpx.Client, log: Path, body: bytes, headers: dict[str, str], status: int, message: str
) -> None:
    answer = client.post("/v1/score", content=body, headers=headers)
    assert answer.status_code == status
    assert message in answer.json()["detail"]
    assert WORD not in answer.text
    assert WORD not in log.read_text()


def test_the_machines_own_names_are_let_in(client: httpx.Client, url: str) -> None:
    port = url.rpartition(":")[2]
    for host in (f"localhost:{port}", "LOCALHOST", "127.0.0.1", f"[::1]:{port}"):
        assert client.get("/v1/health", headers={"Host": host}).status_code == 200, host
    own = {"Host": f"localhost:{port}", "Origin": f"http://localhost:{port}"}
    assert client.post("/v1/score", content=TEXT, headers=JSON | own).status_code == 200


def test_two_hosts_are_one_too_many(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(b"GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
        assert raw.recv(4096).split()[1] in (b"400", b"403")


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_413(client: httpx.Client, chunked: bool) -> None:
    body = json.dumps({"text": "a" * 300_000}).encode()
    content = iter([body[i : i + 4096] for i in range(0, len(body), 4096)]) if chunked else body
    answer = client.post("/v1/score", content=content, headers=JSON)
    assert answer.status_code == 413
    assert "262,144 bytes" in answer.json()["detail"]


def test_limits_of_counts_are_422(client: httpx.Client) -> None:
    assert client.post("/v1/score/batch", json={"drafts": [{"text": "Hi"}] * 100}).status_code == 200
    answer = client.post("/v1/score/batch", json={"drafts": [{"text": "Hi"}] * 101})
    assert answer.status_code == 422
    assert "at most 100 items" in answer.json()["detail"]
    assert client.post("/v1/suggest", json={"text": "Hi", "n": 11}).status_code == 422


@pytest.mark.parametrize(
    "path", ["/", "/static/js/main.js", "/static/desk.css", "/static/icon.svg", "/v1/health", "/nothing", "/openapi.json"]
)
def test_every_answer_has_the_safe_headers_and_no_cors(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value]
    assert "server" not in answer.headers
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "'unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd"])
def test_only_the_page_is_served(url: str, path: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as raw:
        raw.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
        assert raw.recv(4096).split()[1] in (b"404", b"403")


# Within one process, with an analyzer that misbehaves.


def _ask(app: Any, method: str = "POST", path: str = "/v1/score", **kwargs: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.request(method, path, **kwargs)

    return asyncio.run(ask())


class _Broken:
    """Fails with the text in its message, as an unforeseen error might."""

    def score(self, text: str, *_: object) -> Any:
        raise KeyError(text)


class _Slow:
    """Needs seconds for what is a thousand small steps."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def score(self, text: str, *_: object) -> Any:
        self.calls.append(text)
        time.sleep(0.02)

    def suggest(self, text: str, *_: object) -> Any:
        for _ in range(1000):
            self.score(text)


def test_an_unforeseen_error_logs_its_place_and_not_the_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = _ask(create_app(cast(Analyzer, _Broken())), json={"text": WORD})
    assert answer.status_code == 500
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "KeyError in score" in caplog.text
    assert WORD not in caplog.text + answer.text


def test_work_beyond_its_time_is_504_and_leaves_the_thread() -> None:
    slow = _Slow()
    answer = _ask(create_app(cast(Analyzer, slow), Settings(seconds=0.1)), path="/v1/suggest", json={"text": WORD})
    assert answer.status_code == 504
    assert "0.1 seconds" in answer.json()["detail"]
    done = len(slow.calls)
    time.sleep(0.1)
    assert done <= len(slow.calls) <= done + 1


def test_a_real_suggestion_is_cut_short_and_the_analyzer_stays_usable(analyzer: Analyzer) -> None:
    worker = Worker(analyzer, 4, 0.02)
    long = "Could we chat? I'd love to pick your brain about product work. " * 100
    with pytest.raises(ExpiredError):
        asyncio.run(worker.run(lambda watched: watched.suggest(long), asyncio.Event().wait))
    worker.close()
    assert analyzer.score(MACRO).label == "macro"


def test_a_full_queue_is_503() -> None:
    entered, gate = threading.Event(), threading.Event()

    class Waiting:
        def score(self, *_: object) -> Any:
            entered.set()
            gate.wait(60)
            return Score(None, None, None, "no-ask", "nothing asked")

    app = create_app(cast(Analyzer, Waiting()), Settings(max_waiting=1, seconds=60))

    async def ask() -> tuple[httpx.Response, httpx.Response]:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            first = asyncio.create_task(client.post("/v1/score", json={"text": "Hi"}))
            await asyncio.to_thread(entered.wait)
            second = await client.post("/v1/score", json={"text": "Hi"})
            gate.set()
            return await first, second

    answered, refused = asyncio.run(ask())
    assert answered.status_code == 200
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"


def test_work_that_nobody_waits_for_is_dropped() -> None:
    slow = _Slow()

    async def leave() -> None:
        worker = Worker(cast(Analyzer, slow), 4, 60)
        gone = asyncio.Event()
        first = asyncio.create_task(worker.run(lambda watched: watched.suggest(""), gone.wait))
        second = asyncio.create_task(worker.run(lambda watched: watched.score("second"), gone.wait))
        await asyncio.sleep(0.05)
        gone.set()
        for task in (first, second):
            with pytest.raises(ExpiredError):
                await task
        worker.close()

    asyncio.run(leave())
    assert "second" not in slow.calls
    assert len(slow.calls) < 1000


def test_a_full_worker_refuses_until_there_is_room() -> None:
    async def fill() -> None:
        worker = Worker(cast(Analyzer, _Slow()), 1, 60)
        never = asyncio.Event().wait
        first = asyncio.create_task(worker.run(lambda watched: watched.score(""), never))
        await asyncio.sleep(0)
        with pytest.raises(BusyError):
            await worker.run(lambda watched: watched.score(""), never)
        await first
        await worker.run(lambda watched: watched.score(""), never)
        worker.close()

    asyncio.run(fill())


def test_a_body_that_trickles_is_408(analyzer: Analyzer) -> None:
    async def trickle() -> AsyncIterator[bytes]:
        yield b'{"text": '
        await asyncio.sleep(5)
        yield b'"Hi"}'

    answer = _ask(create_app(analyzer, Settings(read_seconds=0.1)), content=trickle(), headers=JSON)
    assert answer.status_code == 408


def test_a_named_origin_may_call_and_no_other(analyzer: Analyzer) -> None:
    app = create_app(analyzer, Settings(origins=("https://desk.example",)))
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    named = _ask(app, "OPTIONS", headers=preflight | {"Origin": "https://desk.example"})
    assert named.status_code == 200
    assert named.headers["access-control-allow-origin"] == "https://desk.example"
    answer = _ask(app, json={"text": "Hi"}, headers={"Origin": "https://desk.example"})
    assert answer.headers["access-control-allow-origin"] == "https://desk.example"
    assert "access-control-allow-credentials" not in answer.headers
    assert _ask(app, "OPTIONS", headers=preflight | {"Origin": "https://evil.example"}).status_code == 403


# The process.


def test_sigterm_finishes_what_is_in_flight(tmp_path: Path) -> None:
    body = json.dumps({"drafts": [{"text": MACRO}] * 20}).encode()
    with serving(tmp_path / "log") as (process, url):
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=30) as raw:
            head = f"POST /v1/score/batch HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
            raw.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
            # From here on the request is in flight: the application waits for its body.
            assert raw.recv(100).startswith(b"HTTP/1.1 100")
            process.send_signal(signal.SIGTERM)
            while _listens(host, int(port)):
                time.sleep(0.02)
            raw.sendall(body)
            answer = b""
            while piece := raw.recv(65536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 200")
        assert answer.count(b'"label"') == 20
        assert process.wait(30) == 0
    assert (tmp_path / "log").read_text().splitlines()[1:] == ["microask: stopped"]


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_further_name_is_let_in_when_named(tmp_path: Path) -> None:
    with serving(tmp_path / "log", "--allow-host", "Desk.example") as (_, url):
        assert httpx.get(f"{url}/v1/health", headers={"Host": "desk.example"}, timeout=60).status_code == 200
        assert httpx.get(f"{url}/v1/health", headers={"Host": "evil.example"}, timeout=60).status_code == 403


def _run(*args: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(["serve", *args])
    return int(done.value.code or 0)


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert _run("--port", str(taken.getsockname()[1])) == 1
    assert "choose another with --host or --port" in capsys.readouterr().err
    for origin in ("*", "desk.example", "https://desk.example/page"):
        assert _run("--allow-origin", origin) == 1
        assert "https://desk.example" in capsys.readouterr().err
    assert _run("--port", "70000") == 2


def test_without_the_extra_the_error_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "microask.server", None)
    assert _run() == 1
    assert 'pip install "microask[web]"' in capsys.readouterr().err


def test_help_loads_neither_pipeline_nor_server() -> None:
    code = (
        "import sys\nfrom microask.cli import main\n"
        "try: main(['serve', '--help'])\nexcept SystemExit: pass\nprint({'spacy', 'fastapi', 'uvicorn'} & set(sys.modules))"
    )
    assert run_python(code).strip().endswith("set()")


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_example_of_the_readme_works_as_it_stands(url: str) -> None:
    example = next(line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("curl "))
    command = [re.sub(r"^http://127\.0\.0\.1:\d+", url, word) for word in shlex.split(example)]
    answer = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    check_schema(answer)
    assert answer["label"] == "macro"
