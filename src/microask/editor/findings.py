"""What an editor shows of an analysis: diagnostics and hovers, in offsets of the document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from ..results import VERDICTS, Score, Stage
from ..suggestions import Problem, Suggestions
from .drafts import Draft, Span

Severity = Literal["warning", "information", "hint"]
#: How loud an ask is; one to send is not marked.
_SEVERITY: dict[str, Severity] = {"rewrite": "warning", "tighten": "information"}
#: Reasons in a hover, and the least effect that is one.
SHOWN = 6
MIN_SHOWN = 0.01


class Finding(NamedTuple):
    """A marked span of the document: how loud, its short name, the reason in words."""

    span: Span
    severity: Severity
    name: str
    words: str


class Analysis(NamedTuple):
    """The message of one version of a document, and what microask says of it."""

    draft: Draft
    suggestions: Suggestions

    def ask(self) -> Span:
        """Return where the ask stands: its first words, or the subject line where it stands only there."""
        asks = self.suggestions.score.asks
        if asks:
            return self.draft.place(asks[0].start, asks[0].end)
        if self.draft.subject_span:
            return self.draft.subject_span
        text = self.draft.text
        first = len(text) - len(text.lstrip())
        return self.draft.place(first, first + len(text.lstrip().split("\n", 1)[0].rstrip()))


def findings(analysis: Analysis, stage: Stage) -> Iterator[Finding]:
    """Yield what to mark: the ask with all that holds it back, then the phrases that do.

    Parameters
    ----------
    analysis : Analysis
    stage : {"first", "building", "established"}
        Decides what is to be sent as it stands; nothing is marked there.
    """
    score, problems = analysis.suggestions.score, analysis.suggestions.problems
    severity = _SEVERITY.get(VERDICTS[stage][score.label])
    if not severity:
        return
    ask = analysis.ask()
    yield Finding(ask, severity, f"{score.label} ask", "\n".join([_headline(score, stage), *(f"- {p}" for p in problems)]))
    phrases: dict[Span, list[Problem]] = {}
    for problem in problems:
        for start, end in problem.spans:
            phrases.setdefault(analysis.draft.place(start, end), []).append(problem)
    # What is wrong with the ask as a whole is said there.
    phrases.pop(ask, None)
    for span, wrong in sorted(phrases.items()):
        yield Finding(span, "hint", wrong[0].name, "\n".join(map(str, wrong)))


def hover(analysis: Analysis, offset: int, stage: Stage) -> tuple[Span, str] | None:
    """Return what to show at an offset of the document: the span it is about, and the reason.

    None where neither an ask nor anything the score rests on stands there.
    """
    score, place = analysis.suggestions.score, analysis.draft.place
    if score.value is None:
        return None
    # The ask as a whole comes first: where others have the same span, it is what is shown.
    about = [(analysis.ask(), ""), *((place(ask.start, ask.end), "") for ask in score.asks)]
    about += [(place(*span), str(problem)) for problem in analysis.suggestions.problems for span in problem.spans]
    about += [(place(e.start, e.end), f"{e.kind}: {e.effect:+.2f}") for e in score.evidence if e.scope == "ask"]
    here = [(span, words) for span, words in about if span[0] <= offset <= span[1]]
    if not here:
        return None
    span, words = min(here, key=lambda each: each[0][1] - each[0][0])
    reasons = [effect for effect in score.effects if effect.words and abs(effect.effect) >= MIN_SHOWN][:SHOWN]
    lines = [_headline(score, stage), *(f"{effect.effect:+.2f} {effect.words}" for effect in reasons)]
    return span, "\n".join([words, "", *lines] if words else lines)


def _headline(score: Score, stage: Stage) -> str:
    verdict = VERDICTS[stage][score.label]
    return f"{score.label} {score.value:.2f} (small {score.small:.2f}, specific {score.specific:.2f}): {verdict}"
