"""The audit of a table: what is read, what is refused, the page, the command."""

from __future__ import annotations

import json
import pickle
import re
import sys
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import html5lib
import pytest

import microask
from microask.analyzer import Analyzer
from microask.auditing.charts import by_channel
from microask.auditing.page import render_page
from microask.auditing.reading import Reading
from microask.auditing.results import Audit, Message
from microask.auditing.summary import summarize
from microask.auditing.wording import CAUTION, conclusions
from microask.cli import main
from microask.errors import MicroaskError, TableError

from .conftest import ROOT, run_python

EXAMPLE = ROOT / "examples" / "past_outreach.csv"
MACRO = "Hi Ben, would you be my mentor? I would love to learn from you in general."
MICRO = "Hi Ben, could you tell me which of the two fonts on page 1 of my flyer you would take? It goes to print on Friday."
THANKS = "Thank you for the lovely card, it made my day."
PURPOSES = ("text", "outcome", "date", "contact", "channel", "subject")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, str]:
    path = tmp_path_factory.mktemp("audit") / "report.html"
    return microask.audit(EXAMPLE, html=path), path.read_text("utf-8")


def _table(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(text, "utf-8")
    return path


def _summary(messages: Sequence[Message], analyzer: Analyzer, text: str = MACRO) -> Audit:
    reading = Reading()
    for message in messages:
        reading.add(message, text, "")
    return summarize(reading, PURPOSES, analyzer)


def _many(label: str, value: float | None, replied: int, n: int, **more: object) -> list[Message]:
    return [Message(line=i + 2, label=label, value=value, replied=i < replied, words=i, **more) for i in range(n)]  # type: ignore[arg-type]


def test_the_usual_names_are_found_and_others_can_be_given(tmp_path: Path) -> None:
    usual = _table(tmp_path, f"date,contact,channel,body,replied\n2026-02-03,Ben,email,{json.dumps(MICRO)},yes\n")
    other = tmp_path / "other.csv"
    other.write_text(f'when;who;by;message;answered\n2026-02-03;Ben;email;"{MICRO}";1\n', "utf-8")
    options = {"date_column": "when", "contact_column": "who", "channel_column": "by"}
    assert microask.audit(usual).to_dict() == microask.audit(other, "message", "answered", **options).to_dict()  # type: ignore[arg-type]
    with pytest.raises(TableError, match="no column 'body'"):
        microask.audit(other)
    with pytest.raises(TableError, match=r"no column 'kontact'.*Did you mean 'contact'"):
        microask.audit(usual, contact_column="kontact")


@pytest.mark.parametrize(
    ("cell", "replied"),
    [("yes", True), ("No", False), ("TRUE", True), ("false", False), ("1", True), ("0", False), ("", None), (" yes ", True)],
)
def test_outcomes(tmp_path: Path, cell: str, replied: bool | None) -> None:
    band = microask.audit(_table(tmp_path, f'body,replied\n"{MICRO}",{cell}\n')).band("micro")
    assert (band.unknown, band.rate.messages, band.rate.replies) == (replied is None, replied is not None, replied is True)


@pytest.mark.parametrize("cell", ["maybe", "22", "yep", "yes please", MACRO])
def test_another_outcome_is_an_error_with_its_line_that_shows_no_draft(tmp_path: Path, cell: str) -> None:
    path = _table(tmp_path, f'body,replied\n"{MICRO}\nsecond line",yes\n"{THANKS}","{cell}"\n')
    with pytest.raises(TableError, match="line 4: column 'replied' should say") as caught:
        microask.audit(path, html=tmp_path / "report.html")
    assert cell not in str(caught.value)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["in.csv"]


@pytest.mark.parametrize(
    ("cell", "first"),
    [
        ("2026-02-03", "2026-02-03T00:00:00"),
        ("2026-02-03T23:30:00-05:00", "2026-02-04T04:30:00"),
        ("2026-02-03 10:00", "2026-02-03T10:00:00"),
        ("20260203T100000Z", "2026-02-03T10:00:00"),
        ("3 Feb 2026", None),
        ("02/03/2026", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates(tmp_path: Path, cell: str, first: str | None) -> None:
    audit = microask.audit(_table(tmp_path, f'body,date\n"{MICRO}",{cell}\n'))
    assert (audit.first.isoformat() if audit.first else None) == first
    assert len(audit.periods) == (first is not None)
    assert any("not ISO 8601" in note for note in audit.notes) == (first is None)


def test_what_is_missing_or_odd_is_said(tmp_path: Path) -> None:
    text = f'contact,body\nBen,"{MICRO}"\n,"{THANKS}"\nAda,\n\nAda,"{MACRO}",more\nBo\n'
    audit = microask.audit(_table(tmp_path, text))
    assert audit.messages == 3
    notes = "\n".join(audit.notes)
    for words in (
        "no outcome column", "no date column", "no channel column", "2 rows: no text, left out", "1 row: more or fewer cells",
        "1 row: contact not stated",
    ):  # fmt: skip
        assert words in notes
    assert conclusions(audit)[0] == "Nothing is known of replies."
    assert render_page(audit)


def test_empty_tables(tmp_path: Path) -> None:
    audit = microask.audit(_table(tmp_path, "body,replied\n"), html=tmp_path / "report.html")
    assert (audit.messages, audit.ladder, audit.lifts, audit.adjusted) == (0, (), (), None)
    assert "The table holds no message" in (tmp_path / "report.html").read_text("utf-8")
    with pytest.raises(TableError, match="expected a header line"):
        microask.audit(_table(tmp_path, ""))


def test_two_jobs_find_the_same(tmp_path: Path) -> None:
    path = _table(tmp_path, "body,replied\n" + "".join(f'"{text}",no\n' for text in (MACRO, MICRO, THANKS)))
    assert microask.audit(path, n_jobs=2).to_dict() == microask.audit(path).to_dict()


def test_the_most_macro_unanswered_messages_and_no_others(analyzer: Analyzer) -> None:
    values = [0.30, 0.05, 0.50, 0.20, 0.9, 0.1, 0.25, 0.15, 0.4, 0.45, 0.35, 0.6, 0.02]
    messages = [Message(i, microask.results.label_of(v), v, False) for i, v in enumerate(values, 2)]
    messages += [Message(50, "macro", 0.01, True), Message(51, "macro", 0.01, None), Message(52, "no-ask", None, False)]
    audit = _summary(messages, analyzer)
    assert [row.value for row in audit.unanswered] == sorted(value for value in values if value < 0.5)[:10]
    best = analyzer.suggest(MACRO).rewrites[0]
    assert all(row.rewrite == best.text and row.placeholders == best.placeholders for row in audit.unanswered)


def test_texts_are_kept_for_what_is_shown_only(analyzer: Analyzer) -> None:
    reading = Reading()
    for line in range(2, 400):
        reading.add(Message(line, "macro", line / 1000, line % 2 == 0, contact=f"C{line % 6}"), f"text {line}", "")
    kept = [draft.text for draft in reading.most_macro] + [draft.text for draft in reading._answered.values()]
    assert len(kept) == 10 + 3
    assert kept[:2] == ["text 3", "text 5"]
    assert set(kept[10:]) == {"text 398", "text 396", "text 394"}


def test_owed_report_backs_have_drafts_the_latest_first(tmp_path: Path) -> None:
    rows = [("2026-01-01", "Ben"), ("2026-03-01", "Ada"), ("2026-02-01", "Ben")]
    text = "date,contact,body,replied\n" + "".join(f'{day},{name},"{MICRO}",yes\n' for day, name in rows)
    audit = microask.audit(_table(tmp_path, text))
    assert [(item.contact, item.line) for item in audit.owed] == [("Ada", 3), ("Ben", 4)]
    assert all(item.draft and item.placeholders for item in audit.owed)
    assert all(placeholder in item.draft for item in audit.owed for placeholder in item.placeholders)


@pytest.mark.parametrize(
    ("micro", "macro", "words"),
    [
        (
            (40, 50),
            (10, 50),
            "Micro asks were answered more often: 40 of 50 (80%) against 10 of 50 (20%) macro asks, a difference of +60",
        ),
        ((10, 50), (40, 50), "Micro asks were answered less often"),
        ((25, 50), (24, 50), "No clear difference in replies"),
        (
            (9, 9),
            (10, 50),
            "Too few to tell whether micro asks are answered more often: the outcome is known of 9 micro and 50 macro",
        ),
    ],
)
def test_conclusions(analyzer: Analyzer, micro: tuple[int, int], macro: tuple[int, int], words: str) -> None:
    audit = _summary(_many("micro", 0.9, *micro) + _many("macro", 0.1, *macro), analyzer)
    assert conclusions(audit)[0].startswith(words)
    assert len([line for line in conclusions(audit) if "like length" in line]) == (not words.startswith("Too few"))


def test_the_example_shows_something(example: tuple[Audit, str]) -> None:
    audit, page = example
    assert audit.messages >= 120
    assert 40 <= len(audit.ladder) <= 50
    assert audit.micro_macro.clear
    assert audit.micro_macro.difference > 0
    assert audit.adjusted is not None
    assert len(audit.periods) == 18
    assert len(audit.channels) >= 4
    assert len(audit.unanswered) == 10
    assert all(row.rewrite for row in audit.unanswered)
    assert audit.owed
    assert CAUTION in page


def test_results_are_plain_and_show_no_draft_in_their_repr(example: tuple[Audit, str]) -> None:
    audit, _ = example
    plain = json.loads(json.dumps(audit.to_dict(), allow_nan=False))
    assert plain["messages"] == audit.messages
    assert plain["unanswered"][0]["rewrite"] == audit.unanswered[0].rewrite
    for text in [*(row.text for row in audit.unanswered), *(item.draft for item in audit.owed)]:
        assert text[:30] not in repr(audit)
    with pytest.raises(AttributeError):
        audit.messages = 3  # type: ignore[misc]


# The page


def _parsed(page: str):  # type: ignore[no-untyped-def]  # html5lib has no types
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)


def _all(page: str) -> list:  # type: ignore[type-arg]
    return [element for element in _parsed(page).iter() if isinstance(element.tag, str)]


def test_the_page_is_well_formed_and_self_contained(example: tuple[Audit, str]) -> None:
    _, page = example
    elements = _all(page)
    ids = [element.attrib["id"] for element in elements if "id" in element.attrib]
    assert len(ids) == len(set(ids))
    for element in elements:
        assert element.tag.rpartition("}")[2] not in ("script", "link", "img", "iframe", "object", "embed", "base", "form")
        for key, value in element.attrib.items():
            name = key if isinstance(key, str) else key[-1]
            assert not name.startswith("on")
            if name.rpartition("}")[2] in ("href", "src", "srcset", "action", "data"):
                assert value[0] == "#"
                assert value[1:] in ids
            for target in re.findall(r"url\(([^)]*)\)", value):
                assert target[0] == "#"
                assert target[1:] in ids
            if name in ("aria-labelledby", "aria-describedby"):
                assert set(value.split()) <= set(ids)
    assert not re.search(r"https?:|@import|@font-face", page)
    policy = next(e for e in elements if e.attrib.get("http-equiv") == "Content-Security-Policy").attrib["content"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_chart_has_a_title_a_description_and_a_table(example: tuple[Audit, str]) -> None:
    figures = [element for element in _all(example[1]) if element.tag == "figure"]
    assert [figure.attrib["id"] for figure in figures] == ["rates", "thirds", "lifts", "distribution", "channels", "time"]
    for figure in figures:
        parts = {element.tag.rpartition("}")[2]: element for element in figure.iter() if isinstance(element.tag, str)}
        svg = parts["svg"].attrib
        assert svg["role"] == "img"
        names = svg["aria-labelledby"].split()
        told = {e.attrib["id"]: e.text for e in figure.iter() if e.attrib.get("id") in names}
        assert all(told[name] for name in names)
        assert "viewBox" in svg
        assert "table" in parts
        headers = [element for element in figure.iter() if element.tag == "th"]
        assert all(element.attrib["scope"] in ("col", "row") for element in headers)


def test_the_page_has_two_themes_that_can_be_read(example: tuple[Audit, str]) -> None:
    css = (files("microask.auditing") / "page.css").read_text("utf-8")
    light, dark, printed = (
        dict(re.findall(r"(--[\w-]+): (#\w+)", block)) for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    )
    assert set(light) == set(dark) == set(printed)
    assert set(re.findall(r"var\((--[\w-]+)\)", css + example[1])) <= set(light)
    # The charts take every colour from the page.
    drawn = re.findall(r"<svg.*?</svg>", example[1], re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{6}\b", " ".join(drawn))
    for theme in (light, dark, printed):
        for name in ("--ink", "--soft", "--warn", "--accent"):
            for ground in ("--paper", "--panel"):
                assert _contrast(theme[name], theme[ground]) >= 4.5, (name, ground)
        assert _contrast(theme["--macro"], theme["--micro"]) >= 1.5
    assert _contrast(light["--paper"], dark["--paper"]) > 10


def _contrast(one: str, two: str) -> float:
    """Return the contrast ratio of WCAG 2."""

    def luminance(color: str) -> float:
        digits = color[1:] if len(color) == 7 else "".join(char * 2 for char in color[1:])
        parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


HOSTILE = '<script>alert(1)</script><img src="http://evil.example/x" onerror=alert(1)> & " \' {{ 7*7 }} $\\frac{1}{2}$ \x00\x1b ]]> </desc>'


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    cell = HOSTILE.replace('"', '""')
    rows = [
        f'2026-01-0{i % 9 + 1},"{cell}","{cell}","{cell}","{cell} {MACRO} {i}",{"no" if i % 3 else "yes"}\n' for i in range(12)
    ]
    text = "".join(["date,contact,channel,subject,body,replied\n", *rows])
    path = tmp_path / "in.csv"
    path.write_bytes(text.encode() + b'2026-01-01,caf\xe9 \xff,chat,x,"Would you be my mentor?",no\n')
    page = tmp_path / "report.html"
    audit = microask.audit(path, html=page)
    written = page.read_bytes().decode("utf-8")
    assert audit.unanswered
    assert "<script" not in written
    assert "<img" not in written
    assert "&lt;script&gt;alert(1)" in written
    assert "{{ 7*7 }}" in written
    elements = _all(written.replace("\x00", "").replace("\x1b", ""))
    assert not [element for element in elements if element.tag in ("script", "img")]


def test_the_same_input_gives_the_same_bytes(example: tuple[Audit, str], tmp_path: Path) -> None:
    # In another process, with other hash seeds, from the same results.
    path = tmp_path / "audit.pickle"
    path.write_bytes(pickle.dumps(example[0]))
    code = (
        "import pickle, sys; from pathlib import Path; from microask.auditing.page import render_page\n"
        "page = render_page(pickle.loads(Path(sys.argv[1]).read_bytes()))\n"
        "Path(sys.argv[2]).write_bytes(page.encode())"
    )
    run_python(code, str(path), str(tmp_path / "again.html"))
    assert (tmp_path / "again.html").read_text("utf-8") == example[1]


def test_charts_do_not_hang_on_the_users_settings(example: tuple[Audit, str]) -> None:
    import matplotlib as mpl

    plain = by_channel(example[0])
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.hashsalt": "other"}):
        assert by_channel(example[0]) == plain
        assert mpl.rcParams["font.size"] == 30


def test_without_the_extra_the_page_is_refused_before_anything_is_scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What a missing library does to the import of the page.
    monkeypatch.delitem(sys.modules, "microask.auditing.page", raising=False)
    monkeypatch.setitem(sys.modules, "jinja2", None)
    path = _table(tmp_path, f'body,replied\n"{MICRO}",yes\n')
    with pytest.raises(MicroaskError, match=r'pip install "microask\[audit\]"'):
        microask.audit(path, html=tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()
    assert microask.audit(path).messages == 1


# The command


def _run(*args: str) -> int:
    with pytest.raises(SystemExit) as done:
        main(list(args))
    return int(done.value.code or 0)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("audit", str(EXAMPLE), "--html", str(tmp_path / "report.html")) == 0
    captured = capsys.readouterr()
    assert captured.out.startswith("Micro asks were answered more often")
    for title in (
        "Replies by band",
        "By channel",
        "Over time",
        "by length",
        "Findings",
        "The ladder",
        "Macro and not answered",
        CAUTION,
    ):
        assert title in captured.out
    assert "\x1b" not in captured.out
    assert "report.html" in captured.err
    assert (tmp_path / "report.html").exists()


def test_the_command_on_a_small_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = _table(tmp_path, f'message,answered,who\n"{MICRO}",yes,\x1b[31mBen\n')
    assert _run("audit", str(path), "--text-column", "message", "--outcome-column", "answered", "--contact-column", "who") == 0
    out = capsys.readouterr().out
    assert out.startswith("Too few to tell")
    assert "too few to tell" in out
    assert "\x1b" not in out
    assert _run("audit", str(path), "--text-column", "message", "--json") == 0
    assert json.loads(capsys.readouterr().out)["messages"] == 1


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["audit"], 2, "Missing argument"),
        (["audit", "missing.csv"], 1, "check the path"),
        (["audit", str(EXAMPLE), "--delimiter", "::"], 2, "one character"),
        (["audit", str(EXAMPLE), "--html", "-"], 2, "the name of a file"),
        (["audit", str(EXAMPLE), "--html", "/nowhere/at/all/report.html"], 1, "check the path"),
        (["audit", str(EXAMPLE), "--outcome-column", "channel"], 1, "line 2: column 'channel' should say"),
    ],
)
def test_errors(args: list[str], code: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(*args) == code
    assert message in capsys.readouterr().err


def test_help_loads_no_pipeline() -> None:
    code = (
        "import sys\nfrom microask.cli import main\n"
        "try: main(['audit', '--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('spacy', 'scipy', 'matplotlib', 'numpy') if m in sys.modules])"
    )
    assert run_python(code).strip().endswith("[]")


def test_the_function_stays_callable_after_its_package_is_imported() -> None:
    code = "import microask.auditing.run, microask; print(callable(microask.audit), microask.audit.__name__)"
    assert run_python(code).strip() == "True audit"
