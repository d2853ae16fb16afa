"""The writing desk in a real Chromium, by keyboard and by mouse."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from microask.analyzer import Analyzer

from .serving import serving

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
if CHROMIUM is None and os.environ.get("CI") != "true":
    pytest.skip("no chromium on this machine; install it (Debian: apt-get install chromium)", allow_module_level=True)

MACRO = (
    "Hi Noor,\n\nCould we set up some time to chat about my startup and get your thoughts on a few things? "
    "I'd really value your guidance.\n\nBest,\nSam"
)
MICRO = "🚀👩‍🚀 Hi! Could you check the two figures on page 3 of my poster by Friday? It goes to print on Monday."
# A machine that is busy with other things is no failure.
expect.set_options(timeout=15_000)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("desk") / "log") as (_, url):
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs chromium for the tests of the page; .ci/run installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"])
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, url: str) -> Iterator[Page]:
    yield from _open(context, url)


def _open(context: BrowserContext, url: str) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    # What the policy blocks shows here too; requests that fail are what some tests are about.
    failed = "Failed to load resource"
    page.on(
        "console", lambda line: problems.append(line.text) if line.type == "error" and not line.text.startswith(failed) else None
    )
    page.goto(url)
    yield page
    assert problems == []


def _label(page: Page) -> Any:
    return page.locator("#verdict .label")


def _value(page: Page) -> float:
    return float(page.get_by_role("meter", name="Macro to micro").get_attribute("aria-valuenow") or "nan")


def _shown(value: float | None) -> str:
    return f"{value:.2f}"


def _marked(page: Page, kind: str) -> str:
    return "".join(page.locator(f"#layer .mark.{kind}").all_text_contents())


def _write(page: Page, text: str) -> None:
    page.get_by_label("Draft", exact=True).fill(text)
    page.locator("#rewrites[aria-busy=false]").wait_for()
    expect(_label(page)).to_be_visible()


def _use_first(page: Page) -> str:
    """Put the first rewrite in the draft and return its text."""
    card = page.locator("article.rewrite").first
    text = card.locator(".text").text_content() or ""
    card.get_by_role("button", name="Use this").click()
    return text


# Typing.


def test_typing_is_read_and_marked(page: Page, analyzer: Analyzer) -> None:
    page.get_by_label("Draft", exact=True).click()
    page.keyboard.type(MACRO)
    expect(_label(page)).to_have_text("Macro")
    score = analyzer.score(MACRO)
    page.locator("article.rewrite").first.wait_for()
    assert _shown(_value(page)) == _shown(score.value)
    assert _marked(page, "ask") == "".join(ask.text for ask in score.asks)
    vague = [item for item in score.evidence if item.kind == "vague" and item.scope == "ask"]
    assert vague
    assert _marked(page, "vague") == "".join(item.text for item in vague)
    assert page.locator("#found > ul li").count() == sum(item.scope == "ask" for item in score.evidence)
    expect(page.locator("#status")).to_contain_text("Macro. 0.")


def test_marks_lie_on_their_words(page: Page, analyzer: Analyzer) -> None:
    _write(page, MICRO)
    assert _marked(page, "ask") == "".join(ask.text for ask in analyzer.score(MICRO).asks)
    same = """() => {
      const [area, layer] = [document.querySelector("#draft"), document.querySelector("#layer")];
      const metrics = (node) => { const s = getComputedStyle(node); return [s.font, s.letterSpacing, s.padding, s.whiteSpace, s.overflowWrap, node.clientWidth, node.offsetHeight]; };
      return [metrics(area).join() === metrics(layer).join(), area.scrollHeight <= area.clientHeight];
    }"""
    assert page.evaluate(same) == [True, True]
    _write(page, "A line.\n" * 60 + "Could you check slide 4?\n\n")
    assert page.evaluate(same) == [True, True]


def test_a_finding_shows_its_place_and_why(page: Page) -> None:
    _write(page, MICRO)
    row = page.locator("#found button", has_text="Reason").first
    row.focus()
    expect(page.locator("#layer .lit").first).to_be_visible()
    expect(page.get_by_role("tooltip")).to_have_text("Says what it is for.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()
    words = row.locator("q").text_content()
    page.keyboard.press("Enter")
    assert (
        page.evaluate("() => { const a = document.activeElement; return a.value.slice(a.selectionStart, a.selectionEnd); }")
        == words
    )


def test_the_mouse_on_a_mark_tells_why(page: Page) -> None:
    _write(page, MACRO)
    box = page.locator("#layer .mark.vague").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_role("tooltip")).to_contain_text("cannot tell")


def test_markup_stays_text(page: Page) -> None:
    _write(page, 'Could you check <img src=x onerror="document.title=1"> by Friday? <b>Please</b>')
    assert page.locator("main img, main b:not(.side b, .resubject b)").count() == 0
    assert page.title() == "microask"


def test_a_late_answer_is_dropped(page: Page) -> None:
    late: list[Route] = []

    def answer(route: Route) -> None:
        if "poster" in str(route.request.post_data):
            route.continue_()
        else:
            late.append(route)

    page.route("**/v1/score", answer)
    with page.expect_request("**/v1/score"):
        page.get_by_label("Draft", exact=True).fill("Will you be my mentor?")
    _write(page, MICRO)
    expect(_label(page)).to_have_text("Micro")
    for route in late:
        route.abort()
    page.wait_for_timeout(200)
    expect(_label(page)).to_have_text("Micro")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_server_that_is_gone_is_told_and_the_draft_kept(page: Page) -> None:
    page.route("**/v1/*", lambda route: route.abort())
    page.get_by_label("Draft", exact=True).fill(MACRO)
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(page.get_by_label("Draft", exact=True)).to_have_value(MACRO)
    page.unroute("**/v1/*")
    _write(page, MICRO)
    expect(page.get_by_role("alert")).to_be_hidden()


def test_a_busy_server_is_asked_again(page: Page) -> None:
    busy = iter([True, True])

    def answer(route: Route) -> None:
        if next(busy, False):
            route.fulfill(status=503, json={"detail": "busy"})
        else:
            route.continue_()

    page.route("**/v1/score", answer)
    page.get_by_label("Draft", exact=True).fill(MICRO)
    expect(_label(page)).to_have_text("Micro")


# Rewrites, brackets, undo.


def test_a_rewrite_is_used_filled_and_undone(page: Page, analyzer: Analyzer) -> None:
    draft = page.get_by_label("Draft", exact=True)
    page.get_by_label("Subject").fill("A chat?")
    _write(page, MACRO)
    rewrite = analyzer.suggest(MACRO, "A chat?").rewrites[0]
    assert _use_first(page) == rewrite.text
    expect(draft).to_have_value(rewrite.text)
    fields = page.locator("#fields-list input")
    expect(fields).to_have_count(len(rewrite.placeholders))
    expect(fields.first).to_be_focused()
    expect(page.locator("#verdict .title")).to_contain_text("to fill")
    text = rewrite.text
    before = _value(page)
    for i, placeholder in enumerate(rewrite.placeholders):
        page.keyboard.type(f"my words {i}")
        page.keyboard.press("Tab")
        text = text.replace(placeholder, f"my words {i}", 1)
    expect(draft).to_have_value(text)
    expect(page.locator("#verdict .title")).not_to_contain_text("to fill")
    expect(page.get_by_label("Subject")).to_have_value(rewrite.subject or "")
    expected = _shown(analyzer.score(text, rewrite.subject).value)
    expect(page.get_by_role("meter", name="Macro to micro")).to_have_attribute("aria-valuenow", expected)
    assert before != _value(page)

    undo = page.get_by_role("button", name="Undo")
    for _ in rewrite.placeholders:
        undo.click()
        expect(draft).not_to_have_value(MACRO)
    undo.click()
    expect(draft).to_have_value(MACRO)
    expect(page.locator("#fields")).to_be_hidden()
    expect(_label(page)).to_have_text("Macro")
    page.get_by_role("button", name="Redo").click()
    expect(draft).to_have_value(rewrite.text)
    expect(fields).to_have_count(len(rewrite.placeholders))


def test_emptying_a_field_puts_its_question_back(page: Page) -> None:
    _write(page, MACRO)
    text = _use_first(page)
    field = page.locator("#fields-list input").first
    field.fill("slide 4")
    field.fill("")
    expect(page.get_by_label("Draft", exact=True)).to_have_value(text)


def test_tab_in_the_draft_goes_from_bracket_to_bracket_and_then_on(page: Page) -> None:
    _write(page, MACRO)
    text = _use_first(page)
    draft = page.get_by_label("Draft", exact=True)
    draft.focus()
    page.evaluate("document.querySelector('#draft').setSelectionRange(0, 0)")
    count = page.locator("#fields-list input").count()
    selected = "() => { const a = document.querySelector('#draft'); return a.value.slice(a.selectionStart, a.selectionEnd); }"
    for i in range(count):
        page.keyboard.press("Tab")
        assert page.evaluate(selected).startswith("[")
        page.keyboard.type(f"answer {i}")
        expect(page.locator("#fields-list input").nth(i)).to_have_value(f"answer {i}")
    assert "[" not in draft.input_value()
    assert draft.input_value() != text
    page.keyboard.press("Tab")
    expect(draft).not_to_be_focused()


def test_the_keyboards_undo_knows_draft_and_subject(page: Page) -> None:
    draft, subject = page.get_by_label("Draft", exact=True), page.get_by_label("Subject")
    draft.click()
    page.keyboard.insert_text("Will you be my mentor?")
    subject.click()
    page.keyboard.insert_text("Hello")
    page.keyboard.press("Control+z")
    expect(subject).to_have_value("")
    expect(draft).to_have_value("Will you be my mentor?")
    page.keyboard.press("Control+z")
    expect(draft).to_have_value("")
    page.keyboard.press("Control+Shift+z")
    page.keyboard.press("Control+y")
    expect(draft).to_have_value("Will you be my mentor?")
    expect(subject).to_have_value("Hello")


def test_a_small_edit_is_applied(page: Page, analyzer: Analyzer) -> None:
    text = "🚀 Hi Noor,\n\nCould we have an hour to talk about the bakery some time?\n\nBest,\nSam"
    edit = analyzer.suggest(text).edits[0]
    _write(page, text)
    page.get_by_role("button", name="Apply").first.click()
    expect(page.get_by_label("Draft", exact=True)).to_have_value(text[: edit.start] + edit.replacement + text[edit.end :])


def test_copying(page: Page) -> None:
    _write(page, MACRO)
    page.get_by_role("button", name="Copy").first.click()
    assert page.evaluate("navigator.clipboard.readText()") == MACRO
    card = page.locator("article.rewrite").first
    card.get_by_role("button", name="Copy").click()
    assert page.evaluate("navigator.clipboard.readText()") == card.locator(".text").text_content()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()


def test_the_stage_changes_the_verdict_and_not_the_value(page: Page) -> None:
    _write(page, MACRO)
    value = _value(page)
    expect(page.locator("#verdict .title")).to_have_text("Rewrite it")
    page.get_by_role("radio", name="First ask").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("radio", name="Established")).to_be_checked()
    expect(page.locator("#verdict .title")).to_have_text("Send it")
    assert _value(page) == value


def test_the_score_is_explained(page: Page, url: str, analyzer: Analyzer) -> None:
    _write(page, MACRO)
    page.get_by_role("link", name="Explain this score").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    assert dialog.locator("tbody tr").last.locator("td").last.text_content() == _shown(analyzer.score(MACRO).value)
    assert Axe().run(page).violations_count == 0
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page).to_have_url(f"{url}/")
    page.get_by_role("link", name="Explain this score").click()
    page.go_back()
    expect(dialog).to_be_hidden()


def test_everything_is_reached_by_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.type(MACRO)
    page.locator("article.rewrite").first.wait_for()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Use this":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#fields-list input").first).to_be_focused()


# Looks.


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 380])
def test_accessible_in_every_state(browser: Browser, url: str, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    for page in _open(context, url):

        def check(page: Page = page) -> None:
            report = Axe().run(page, options={"runOnly": WCAG})
            assert report.violations_count == 0, report.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") == width

        check()
        _write(page, MACRO)
        page.locator("article.rewrite").first.wait_for()
        check()
        _use_first(page)
        page.keyboard.type("slide 4")
        page.locator("#rewrites[aria-busy=false]").wait_for()
        check()
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(","))) < 380) == (scheme == "dark")
        assert page.evaluate("getComputedStyle(document.querySelector('.knob')).transitionProperty") == "none"
    context.close()


def test_nothing_scrolls_sideways_at_320(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    for page in _open(context, url):
        _write(page, f"{MACRO}\n{'x' * 150}")
        page.locator("article.rewrite").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
    context.close()


def test_drafts_stay_here(context: BrowserContext, page: Page, url: str) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.reload()
    _write(page, MACRO)
    _use_first(page)
    page.locator("#rewrites[aria-busy=false]").wait_for()
    assert asked
    assert [address for address in asked if not address.startswith(f"{url}/")] == []
    assert not any("Noor" in address for address in asked)
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    assert page.evaluate("caches.keys().then((all) => all.length)") == 0


# The modules that know nothing of the page, each with a table.

UNITS = [
    ("abc", [0, 1, 3], [0, 1, 3]),
    ("🚀a👩‍🚀b", [0, 1, 2, 5, 6], [0, 2, 3, 8, 9]),
    ("a\ud800b", [1, 2, 3], [1, 2, 3]),
    ("", [0], [0]),
]


@pytest.fixture(scope="module")
def modules(browser: Browser, url: str) -> Page:
    page = browser.new_page()
    page.goto(url)
    return page


@pytest.mark.parametrize(("text", "points", "units"), UNITS)
def test_offsets(modules: Page, text: str, points: list[int], units: list[int]) -> None:
    code = f"import('/static/js/offsets.js').then(({{ utf16 }}) => {json.dumps(points)}.map(utf16({json.dumps(text)})))"
    assert modules.evaluate(code) == units


MOVES = [
    ("ab cd", "ab XX cd", 6, [3, 5], [6, 8]),  # before the span
    ("ab cd", "ab cd!", 6, [0, 2], [0, 2]),  # behind it
    ("ab cd", "ab cXd", 5, [3, 5], [3, 6]),  # within
    ("ab cd", "ab d", 3, [3, 5], [3, 4]),  # within, shorter
    ("ab cd ef", "ab ef", 3, [3, 5], None),  # the span itself and more
    ("ab cd ef", "aXf", 2, [3, 5], None),  # all around
    ("ab cd ef", "ab cX", 5, [3, 5], None),  # across its end
    ("aa a", "aaa a", 1, [1, 2], [2, 3]),  # the caret tells which letter is new
    ("aa a", "aaa a", 3, [1, 2], [1, 2]),
]


@pytest.mark.parametrize(("before", "after", "caret", "span", "expected"), MOVES)
def test_spans_follow_an_edit(
    modules: Page, before: str, after: str, caret: int, span: list[int], expected: list[int] | None
) -> None:
    code = """([before, after, caret, [start, end]]) => import('/static/js/spans.js').then(({ difference, movedAll }) =>
      movedAll([{ start, end }], difference(before, after, caret)).map((span) => [span.start, span.end])[0] ?? null)"""
    assert modules.evaluate(code, [before, after, caret, span]) == expected


STEPS = [
    (["text", "text", "text"], 1),  # typing on is one step
    (["text", "subject", "text"], 3),
    ([None, None], 2),  # a rewrite is a step of its own
    (["text", None, "text"], 3),
]


@pytest.mark.parametrize(("kinds", "steps"), STEPS)
def test_typing_on_is_one_step_back(modules: Page, kinds: list[str | None], steps: int) -> None:
    code = """(kinds) => import('/static/js/history.js').then(({ History }) => {
      const history = new History();
      kinds.forEach((kind, i) => history.record(i, kind));
      let steps = 0;
      let state = kinds.length;
      while (history.canUndo) { state = history.undo(state); steps += 1; }
      const first = state;
      while (history.canRedo) state = history.redo(state);
      return [steps, first, state];
    })"""
    assert modules.evaluate(code, kinds) == [steps, 0, len(kinds)]
