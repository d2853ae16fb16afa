"""From what the pipeline and the scorer say of a message to a Score: warnings, evidence with effects, effects in words."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import cast

from .features import FEATURE_NAMES, FEATURES, measure
from .measures import Asked
from .model import Prediction, Scorer
from .pipeline.state import AUTHORED, Finding, State
from .reports import reports_back
from .results import EVIDENCE_KINDS, VERDICTS, Ask, Effect, Evidence, Scope, Score, Stage, label_of
from .textprep import ScoringCopy

#: Below this share of English function words a text of at least ``ENGLISH_MIN_WORDS`` words is warned about.
ENGLISH_SHARE = 0.2
ENGLISH_MIN_WORDS = 8
#: What the effect of the reader's own judgement is called.
WORDING = "the wording as a whole"
#: The kinds of evidence that share the effect of a feature; the features without any fall to the asks.
_EVIDENCE_OF = {"wording": ()} | {feature.name: feature.evidence for feature in FEATURES}
_SHARING = frozenset(_EVIDENCE_OF.values())
_ORDER = {kind: i for i, kind in enumerate(EVIDENCE_KINDS)}


def make_score(text: str, known: State, copy: ScoringCopy, scorer: Scorer, stage: Stage) -> Score:
    """Score a message that was read.

    Parameters
    ----------
    text : str
        As the caller passed it; offsets refer to it.
    known : State
    copy : ScoringCopy
    scorer : Scorer
    stage : {"first", "building", "established"}

    Returns
    -------
    Score
    """
    warnings = [*copy.warnings, *_language_warnings(known)]
    if not any(map(str.isalpha, known["authored"])):
        warnings.append("empty: there are no words of the sender's own to score")
    asked = Asked(known)
    values = measure(asked)
    features = MappingProxyType(dict(zip(FEATURE_NAMES, values, strict=True)))
    prediction = scorer.predict(values, known["readings"])
    if not known["asks"] or prediction.p_ask < 0.5:
        evidence = _evidence(text, copy, [Finding(**{**f, "scope": "context"}) for f in known["findings"]], {})
        return Score(
            None, None, None, "no-ask", VERDICTS[stage]["no-ask"], evidence=evidence,
            features=features, warnings=tuple(warnings), stage=stage, text=text, report_back=reports_back(known["authored"]),
        )  # fmt: skip
    label = label_of(prediction.value)
    asks = tuple(
        Ask(ask["kind"], text[span[0] : span[1]], *span, ask["minutes"])
        for ask in known["asks"]
        if (span := copy.source_span(ask["start"], ask["end"]))
    )
    findings = known["findings"] + [
        Finding(kind="ask", start=a["start"], end=a["end"], scope="ask", value=0.0, note="") for a in known["asks"]
    ]
    return Score(
        prediction.value, prediction.small, prediction.specific, label, VERDICTS[stage][label], asks,
        _evidence(text, copy, findings, _spread(asked, copy, prediction)), _effects(values, prediction), prediction.base,
        features, tuple(warnings), stage, text,
    )  # fmt: skip


def _language_warnings(known: State) -> list[str]:
    own = [slice(start, end) for name, start, end in known["segments"] if name in AUTHORED]

    def bits(flags: bytes) -> int:
        return int.from_bytes(b"".join([flags[part] for part in own]), "big")

    words = bits(known["alpha"])
    count = words.bit_count()
    if count < ENGLISH_MIN_WORDS:
        # Short texts in another script are told by their letters.
        english = (words & bits(known["ascii"])).bit_count() * 2 >= count
    else:
        english = (words & bits(known["stop"])).bit_count() >= ENGLISH_SHARE * count
    return [] if english else ["not English: scores are made for English"]


def _spread(asked: Asked, copy: ScoringCopy, prediction: Prediction) -> dict[tuple[str, int, int], float]:
    """Share the effect of each feature among the findings that it measures; the rest falls to the asks.

    Findings in a subject line that is not part of the caller's text cannot be shown, and carry nothing.
    """
    shown = {
        kind: [(kind, row["start"], row["end"]) for row in rows if row["start"] >= copy.head]
        for kind, rows in asked.findings.items()
    }
    shares = {kinds: [span for kind in kinds for span in shown.get(kind, ())] for kinds in _SHARING}
    spread: dict[tuple[str, int, int], float] = {}
    rest = 0.0
    for name, effect in prediction.effects.items():
        shared = shares[_EVIDENCE_OF[name]]
        if not shared:
            rest += effect
            continue
        for span in shared:
            spread[span] = spread.get(span, 0.0) + effect / len(shared)
    asks = [("ask", ask["start"], ask["end"]) for ask in asked.asks if ask["start"] >= copy.head]
    asks = asks or [span for spans in shown.values() for span in spans]
    for span in asks:
        spread[span] = spread.get(span, 0.0) + rest / len(asks)
    return spread


def _evidence(
    text: str, copy: ScoringCopy, findings: list[Finding], spread: dict[tuple[str, int, int], float]
) -> tuple[Evidence, ...]:
    rows = []
    for finding in findings:
        span = copy.source_span(finding["start"], finding["end"])
        if span is None:
            continue
        effect = spread.get((finding["kind"], finding["start"], finding["end"]), 0.0)
        rows.append(Evidence(finding["kind"], text[span[0] : span[1]], *span, cast(Scope, finding["scope"]), effect))
    return tuple(sorted(rows, key=lambda row: (row.start, -row.end, _ORDER[row.kind])))


def _effects(values: Sequence[float], prediction: Prediction) -> tuple[Effect, ...]:
    """Return the effects in words, the strongest first."""
    rows = [
        Effect(feature.name, feature.present if value >= feature.steps[0] else feature.absent, prediction.effects[feature.name])
        for feature, value in zip(FEATURES, values, strict=True)
    ]
    rows.append(Effect("wording", WORDING, prediction.effects["wording"]))
    return tuple(sorted(rows, key=lambda row: -abs(row.effect)))
