"""The MCP server as an assistant meets it: the SDK's own client over standard input and output."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client, MCPError, StdioServerParameters, stdio_client
from mcp_types import CallToolResult, Tool

import microask
from microask.analyzer import Analyzer
from microask.cli import main
from microask.mcp_server import TOOLS, create_server

from .conftest import RUBRIC, check_schema, run_python

COMMAND = [sys.executable, "-m", "microask", "mcp"]
MACRO = RUBRIC[0][1]
#: Stands for what nobody but the sender may read.
WORD = "Xylophonist"

Call = Callable[[str, dict[str, Any]], CallToolResult]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mcp") / "stderr"


@pytest.fixture(scope="module", params=["auto", "legacy"])
def client(request: pytest.FixtureRequest, log: Path) -> Iterator[tuple[Client, Call]]:
    """A connected client, by the protocol's present and its former way of shaking hands."""
    started = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], env=dict(os.environ))
    with log.open("a") as errors, start_blocking_portal() as portal:
        connecting = Client(stdio_client(started, errlog=errors), mode=request.param)
        with portal.wrap_async_context_manager(connecting) as client:
            yield client, lambda name, arguments: portal.call(partial(client.call_tool, name, arguments))


@pytest.fixture(scope="module")
def call(client: tuple[Client, Call]) -> Call:
    return client[1]


def _text(answer: CallToolResult) -> str:
    assert len(answer.content) == 1
    assert answer.content[0].type == "text"
    return answer.content[0].text


ANSWERS: list[tuple[str, dict[str, Any], Callable[[Analyzer], dict[str, Any]]]] = [
    ("score_ask", {"text": MACRO}, lambda a: a.score(MACRO).to_dict()),
    (
        "score_ask",
        {"text": MACRO, "subject": "Future Mentorship", "stage": "established"},
        lambda a: a.score(MACRO, "Future Mentorship", "established").to_dict(),
    ),
    ("score_ask", {"text": "👩‍🚀 Could you check slide 4?"}, lambda a: a.score("👩‍🚀 Could you check slide 4?").to_dict()),
    ("score_ask", {"text": ""}, lambda a: a.score("").to_dict()),
    ("suggest_rewrites", {"text": MACRO, "n": 2}, lambda a: a.suggest(MACRO, None, 2).to_dict()),
    ("suggest_rewrites", {"text": "Thanks for the card."}, lambda a: a.suggest("Thanks for the card.").to_dict()),
    (
        "check_rewrite",
        {"draft": MACRO, "rewrite": "Could you give me 90 minutes on [which topic?]", "new_subject": "Zanzibar"},
        lambda _: microask.check_rewrite(
            MACRO, "Could you give me 90 minutes on [which topic?]", new_subject="Zanzibar"
        ).to_dict(),
    ),
]


@pytest.mark.parametrize(("name", "arguments", "expected"), ANSWERS)
def test_tools_give_what_the_library_gives(
    call: Call, analyzer: Analyzer, name: str, arguments: dict[str, Any], expected: Callable[[Analyzer], dict[str, Any]]
) -> None:
    answer = call(name, arguments)
    assert not answer.is_error
    assert answer.structured_content == expected(analyzer)
    assert json.loads(_text(answer)) == answer.structured_content
    if "schema" in answer.structured_content:
        check_schema(answer.structured_content)


def test_the_guard_stops_what_is_invented(call: Call) -> None:
    answer = call("check_rewrite", {"draft": "Can I pick your brain?", "rewrite": f"Could you ask {WORD} Ltd for me?"})
    assert answer.structured_content is not None
    assert not answer.structured_content["ok"]
    assert WORD in answer.structured_content["invented"]


def test_a_long_text_is_cut_with_a_warning(call: Call) -> None:
    answer = call("score_ask", {"text": f"{MACRO} " * 400})
    assert answer.structured_content is not None
    assert any(warning.startswith("truncated: only the first 10,000") for warning in answer.structured_content["warnings"])


REFUSED = [
    ("score_ask", {}, "text: Field required"),
    ("score_ask", {"text": 5, "subject": [WORD]}, "text: Input should be a valid string"),
    ("score_ask", {"text": WORD, "stage": WORD}, "stage: Input should be 'first', 'building' or 'established'"),
    ("score_ask", {"text": WORD, WORD: WORD}, "an argument is not known; there are: text, subject, stage"),
    ("suggest_rewrites", {"text": WORD, "n": 99}, "n: Input should be less than or equal to 10"),
    ("suggest_rewrites", {"text": WORD, "n": WORD}, "n: Input should be a valid integer"),
    ("check_rewrite", {"draft": WORD}, "rewrite: Field required"),
    ("check_rewrite", {"draft": WORD, "rewrite": WORD * 1000}, "rewrite: String should have at most 10000 characters"),
]


@pytest.mark.parametrize(("name", "arguments", "why"), REFUSED)
def test_what_cannot_be_read_is_a_tool_error_without_the_text(
    call: Call, log: Path, name: str, arguments: dict[str, Any], why: str
) -> None:
    answer = call(name, arguments)
    assert answer.is_error
    assert answer.structured_content is None
    assert why in _text(answer)
    assert WORD not in _text(answer)
    assert WORD not in log.read_text()


def test_an_unknown_tool_is_an_error_of_the_protocol(call: Call) -> None:
    with pytest.raises(MCPError, match="there are: score_ask, suggest_rewrites, check_rewrite") as raised:
        call(f"{WORD}_ask", {"text": WORD})
    assert WORD not in str(raised.value)


class _Failing:
    def score(self, text: str, *_: object) -> None:
        raise RuntimeError(f"cannot score {text}")


def test_a_failure_of_ours_keeps_the_text_to_itself(capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> CallToolResult:
        server: Any = create_server(_Failing())  # type: ignore[arg-type]
        async with Client(server) as client:
            return await client.call_tool("score_ask", {"text": WORD})

    answer = anyio.run(run)
    assert answer.is_error
    assert "RuntimeError" in _text(answer)
    assert WORD not in _text(answer) + capsys.readouterr().err


def _tools() -> list[Tool]:
    async def run() -> list[Tool]:
        server: Any = create_server(_Failing())  # type: ignore[arg-type]
        async with Client(server) as client:
            assert "Never fill a bracket" in (client.instructions or "")
            return (await client.list_tools()).tools

    return anyio.run(run)


def test_tools_tell_a_model_when_and_how() -> None:
    tools = _tools()
    assert [tool.name for tool in tools] == list(TOOLS) == ["score_ask", "suggest_rewrites", "check_rewrite"]
    for tool in tools:
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
        assert tool.output_schema is not None
        jsonschema.Draft202012Validator.check_schema(tool.output_schema)
        assert "Use it" in (tool.description or "")
        assert all("description" in each for each in tool.input_schema["properties"].values())
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint


def test_output_schemas_refer_to_nothing_elsewhere(analyzer: Analyzer) -> None:
    # Clients compile them one by one, without a registry; two with the same $id are an error to some.
    written = {tool.name: tool.output_schema or {} for tool in _tools()}
    assert not [part for part in ("$id", "urn:", "$schema") if part in json.dumps(written)]
    suggested = jsonschema.Draft202012Validator(written["suggest_rewrites"])
    plain = analyzer.suggest(MACRO).to_dict()
    suggested.validate(plain)
    with pytest.raises(jsonschema.ValidationError):
        suggested.validate(plain | {"score": plain["score"] | {"label": "huge"}})


def _ping(number: int) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": number, "method": "ping"}).encode() + b"\n"


def _handshake() -> bytes:
    params = {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "0"}}
    started = {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}
    return b"".join(
        json.dumps(message).encode() + b"\n" for message in (started, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    )


def test_rubbish_neither_ends_it_nor_is_told_and_nothing_but_the_protocol_is_on_stdout() -> None:
    rubbish = f"{WORD}\n".encode() + b"\xff\xfe\n" + b'{"jsonrpc":"2.0","id":5,"method":"no/such"}\n'
    surrogate = (
        b'{"jsonrpc":"2.0","id":6,"method":"tools/call","params":{"name":"score_ask","arguments":{"text":"' + WORD.encode()
        + b' \\ud800"}}}\n'
    )  # fmt: skip
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(_handshake() + rubbish + surrogate + _ping(7))
        process.stdin.flush()
        # The SDK drops what is under way when its input ends, so the input stays open until the last answer;
        # it answers nothing to a line that is not proper JSON.
        lines = [process.stdout.readline() for _ in range(3)]
        process.stdin.close()
        lines += process.stdout.readlines()
        told = process.stderr.read()
        assert process.wait(30) == 0
    answers = [json.loads(line) for line in lines]
    assert all(answer["jsonrpc"] == "2.0" for answer in answers)
    assert {"jsonrpc": "2.0", "id": 7, "result": {}} in answers
    assert WORD not in (told + b"".join(lines)).decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_cleanly(number: signal.Signals) -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin and process.stdout and process.stderr
        process.stdin.write(_handshake() + _ping(1))
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == 0
        process.send_signal(number)
        assert process.wait(30) == 0
        assert process.stderr.read() == b""


@pytest.mark.parametrize(("command", "module"), [("mcp", "mcp"), ("lsp", "pygls")])
def test_without_the_extra_the_error_says_what_to_install(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: str, module: str
) -> None:
    for name in [name for name in sys.modules if name.startswith(("microask.mcp_server", "microask.editor.server"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in [name for name in sys.modules if name.split(".")[0] == module] + [module]:
        monkeypatch.setitem(sys.modules, name, None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    with pytest.raises(SystemExit) as raised:
        main([command])
    assert raised.value.code == 1
    told = capsys.readouterr()
    assert f'pip install "microask[{command}]"' in told.err
    assert told.out == ""
    assert before == {number: signal.getsignal(number) for number in before}


@pytest.mark.parametrize("command", ["mcp", "lsp"])
def test_help_loads_neither_pipeline_nor_server(command: str) -> None:
    code = (
        f"import sys\nfrom microask.cli import main\ntry: main(['{command}', '--help'])\nexcept SystemExit: pass\n"
        "print({'spacy', 'mcp', 'pygls'} & set(sys.modules))"
    )
    assert run_python(code).strip().endswith("set()")
