"""Bad and strange input: within a second a score with a warning, or an error that names the fix."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import microask
from microask.analyzer import Analyzer
from microask.errors import InputTypeError, InputValueError, ModelError, ModelNotFoundError

from .conftest import RUBRIC, gold

SENTENCES = [text for _, text, *_ in RUBRIC] + [case["text"] for case in gold("traps.toml")["plain_micro"]]
STRANGE = {
    "empty": ("", "empty"),
    "blank": (" \n\t ", "empty"),
    "one megabyte": ("Could you send me the plan? " * 37_000, "truncated"),
    "one word": ("x" * 100_000, "truncated"),
    "brackets": ("(" * 20_000, "truncated"),
    "snowmen": ("☃" * 50_000, "truncated"),
    "surrogate": ("Could you send me the plan \ud800 please?", "control characters or lone surrogates"),
    "control": ("Could you\x00 send \x1b[31mme the plan?", "control characters"),
    "zero width": ("Could\u200b you send me the p\u200dlan?", "invisible characters"),
    "emoji": ("🙏🙏🙏 👩‍👩‍👧‍👦", "empty"),
    "french": (
        "Bonjour, pourriez-vous me présenter à votre collègue Brigitte la semaine prochaine s'il vous plaît ?",
        "not English",
    ),
    "chinese": ("你好，你能把上周的报告发给我吗？谢谢。 祝好", "not English"),
    "open tags": ("<p>" + "<a " * 20_000 + "</p></p>", "HTML"),
    "digits": ("1 " * 4_900, ""),
    "hours": ("an hour and a half or " * 450, ""),
    "quotes": ("On Monday we met, " * 600, "truncated"),
    "blank lines": ("a\n" + "\n" * 20_000 + "b", ""),
    "greater": ("> " * 4_000 + "\n>" * 2_000, ""),
}


@pytest.mark.parametrize("name", STRANGE)
def test_strange_text(analyzer: Analyzer, name: str) -> None:
    text, warning = STRANGE[name]
    analyzer.score("warm up")
    started = time.perf_counter()
    score = analyzer.score(text)
    # Room for a busy machine over the second that is promised; a quadratic step takes minutes.
    assert time.perf_counter() - started < 3
    assert any(each.startswith(warning) for each in score.warnings) if warning else True
    for item in score.evidence:
        assert text[item.start : item.end] == item.text


@pytest.mark.parametrize("text", [None, 3, b"bytes", ["list"], float("nan")])
def test_not_a_string(text: object) -> None:
    with pytest.raises(InputTypeError, match="text should be a str, got"):
        microask.score(text)  # type: ignore[arg-type]
    with pytest.raises(InputTypeError):
        list(microask.score_many([text]))  # type: ignore[list-item]


def test_bad_arguments() -> None:
    with pytest.raises(InputValueError, match="first, building, established"):
        microask.score("Hi", stage="second")  # type: ignore[arg-type]
    with pytest.raises(InputTypeError, match="subject"):
        microask.score("Hi", subject=3)  # type: ignore[arg-type]
    with pytest.raises(InputValueError, match="n_jobs"):
        microask.score_many(["Hi"], n_jobs=0)


def test_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelNotFoundError, match="MICROASK_MODEL") as caught:
        microask.load(tmp_path)
    assert str(tmp_path) in str(caught.value)
    monkeypatch.setenv("MICROASK_MODEL", str(tmp_path / "elsewhere"))
    with pytest.raises(ModelNotFoundError, match="elsewhere"):
        microask.load()
    (tmp_path / "scorer").mkdir()
    (tmp_path / "language").mkdir()
    (tmp_path / "scorer" / "meta.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match="install microask again"):
        microask.load(tmp_path)


def _spliced(seed: int) -> str:
    rng = random.Random(seed)
    parts = []
    for _ in range(rng.randint(1, 5)):
        text = rng.choice(SENTENCES)
        start = rng.randrange(len(text))
        parts.append(text[start : start + rng.randint(1, 120)])
    return rng.choice(["", " ", "\n", "\n\n", "\r\n> ", "<br>", "\u200b"]).join(parts)


@settings(max_examples=150, deadline=None)
@given(
    st.text(max_size=300) | st.integers(0, 10**6).map(_spliced) | st.text(alphabet="Hi 15min?<>/p&;\n>“’\r\u200b-", max_size=120)
)
def test_any_string_gets_a_score_with_honest_offsets(text: str) -> None:
    score = microask.score(text)
    for item in (*score.evidence, *score.asks):
        assert text[item.start : item.end] == item.text != ""
    assert score == microask.score(text)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6).map(_spliced))
def test_line_ends_and_quotes_do_not_matter(text: str) -> None:
    plain = text.replace("\r", "").replace("’", "'")
    values = {microask.score(variant).value for variant in (plain, plain.replace("\n", "\r\n"), plain.replace("'", "’"))}
    assert len(values) == 1
