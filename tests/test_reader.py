"""The reader: shipped arrays equal to the trained network, the same alone and in a batch, safe to load, at home in any pipeline."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from thinc.api import fix_random_seed

from microask.analyzer import Analyzer
from microask.artefacts import find_models
from microask.errors import ModelError
from microask.pipeline import create_pipeline
from microask.pipeline.embedding import UNKNOWN, forget_rare
from microask.pipeline.heads import SENTENCE_HEADS, TOKEN_HEADS, columns
from microask.pipeline.layers import EXACT, LIMIT
from microask.pipeline.layout import token_features
from microask.pipeline.network import Network
from microask.pipeline.reader import ARRAYS, Reader
from microask.pipeline.state import state
from microask.training.corpus import load_corpus
from microask.training.export import export
from microask.training.language import train
from microask.training.network import build
from microask.training.sources import COMMON_FROM, Preprocessor, Sources, common_words, cut
from microask.training.spans import Span, load_spans
from microask.training.surroundings import joined, pieces_of, surrounded
from microask.training.targets import from_spans

from .conftest import gold

LANGUAGE = find_models() / "language"
DRAFTS = load_corpus()
TEXTS = [case["text"] for cases in gold("behaviour/ends.toml").values() for case in cases[:4]]


@pytest.fixture(scope="module")
def make() -> Preprocessor:
    return Preprocessor(create_pipeline(None))


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    with np.load(LANGUAGE / "microask_reader" / ARRAYS, allow_pickle=False) as loaded:
        return dict(loaded)


SENTENCES = [
    ("I read it twice. Could you check it?", ["I read it twice.", "Could you check it?"]),
    ("Ch. 6 was short. See No. 4 on p. 12, or Fig. 3.", ["Ch. 6 was short.", "See No. 4 on p. 12, or Fig. 3."]),
    ("She said no. 5 of us stayed.", ["She said no.", "5 of us stayed."]),
    ("two things:\n- the map\n- the list", ["two things:", "- the map", "- the list"]),
]


@pytest.mark.parametrize(("text", "sentences"), SENTENCES)
def test_sentences(make: Preprocessor, text: str, sentences: list[str]) -> None:
    known = state(make.draft(text)[0])
    assert [text[known["starts"][a] : known["ends"][b - 1]].strip() for _, a, b in known["segments"]] == sentences


def test_export_says_what_the_trained_network_says(make: Preprocessor) -> None:
    docs = [make.draft(draft.text, draft.subject)[0] for draft in DRAFTS[:12]]
    model = build(common_words(docs), 16, 2, hidden=16)
    network = Network(export(model))
    for doc, ours in zip(docs, network(docs), strict=True):
        tokens, sentences, ratings = model.predict([doc])
        # Activations on a grid of 1/32 leave this much.
        assert np.abs(tokens - ours.tokens).max() < 0.4
        assert np.abs(sentences - ours.sentences).max() < 0.4
        assert np.abs(ratings[0] - ours.ratings).max() < 0.4


def test_the_gradient_is_that_of_the_output(make: Preprocessor) -> None:
    docs = [make.draft(draft.text, draft.subject)[0] for draft in DRAFTS[:3]]
    fix_random_seed(0)
    model = build(common_words(docs * COMMON_FROM), 8, 2, hidden=8)
    model.attrs["forgotten"] = 0.0
    rng = np.random.default_rng(0)
    (tokens, sentences, ratings), backprop = model.begin_update(docs)
    # How surely a sentence asks weighs the rating and is taken as given there, so nothing is asked of the sentences here.
    wanted = rng.normal(size=tokens.shape).astype("f"), np.zeros_like(sentences), np.zeros_like(ratings)
    backprop(wanted)

    def total() -> float:
        return float((model.predict(docs)[0].astype(float) * wanted[0]).sum())

    for layer in model.walk():
        for name in layer.param_names:
            if layer.has_grad(name):
                values, gradient = layer.get_param(name), layer.get_grad(name)
                at = np.unravel_index(np.abs(gradient).argmax(), gradient.shape)
                old, step = values[at], 2e-3
                sides = []
                for sign in (1, -1):
                    values[at] = old + sign * step
                    layer.set_param(name, values)
                    sides.append(total())
                values[at] = old
                layer.set_param(name, values)
                assert (sides[0] - sides[1]) / (2 * step) == pytest.approx(gradient[at], rel=0.15, abs=0.05), (layer.name, name)


def test_alone_and_in_a_batch_alike_to_the_last_bit(make: Preprocessor, arrays: dict[str, np.ndarray]) -> None:
    docs = [make.draft(draft.text, draft.subject)[0] for draft in DRAFTS[:80]]
    together, network = Network(arrays)(docs), Network(arrays)
    for doc, other in zip(reversed(docs), reversed(together), strict=True):
        alone = network([doc])[0]
        assert all(np.array_equal(a, b) for a, b in zip(alone, other, strict=True))


def test_sums_are_exact(arrays: dict[str, np.ndarray]) -> None:
    for name, weights in arrays.items():
        if weights.dtype == np.int16:
            worst = np.abs(weights.astype(np.int64)).sum(axis=0 if name.startswith("window") else 1).max()
            assert worst * LIMIT < EXACT, name


@pytest.mark.parametrize("change", ["cut", "shape", "nan", "text", "missing", "large"])
def test_damaged_arrays_are_refused(arrays: dict[str, np.ndarray], change: str, tmp_path: Path) -> None:
    reader = create_pipeline(None).get_pipe("microask_reader")
    spoiled = dict(arrays)
    if change == "cut":
        data = (LANGUAGE / "microask_reader" / ARRAYS).read_bytes()
        with pytest.raises(ModelError, match="not the arrays of a reader"):
            reader.from_bytes(data[: len(data) // 2])
        return
    if change == "shape":
        spoiled["token_W"] = spoiled["token_W"][:, :-1]
    elif change == "nan":
        spoiled["token_b"] = spoiled["token_b"] + np.nan
    elif change == "text":
        spoiled["seeds"] = np.array(["a", "b", "c", "d"])
    elif change == "missing":
        del spoiled["sentence_W"]
    else:
        spoiled["token_W"] = np.full_like(spoiled["token_W"], 32_000)
    with pytest.raises(ModelError, match="reader"):
        reader.set_arrays(spoiled)
    with pytest.raises(ModelError, match="cannot read"):
        reader.from_disk(tmp_path)


def test_a_pipeline_without_a_network_says_so() -> None:
    with pytest.raises(ModelError, match="no trained network"):
        create_pipeline(None)("Could you look at 5 slides?")


def test_round_trip_by_spacy(tmp_path: Path) -> None:
    nlp = create_pipeline(LANGUAGE)
    nlp.to_disk(tmp_path / "copy")
    again = spacy.load(tmp_path / "copy")
    for text in TEXTS[:6]:
        assert state(again(text)) == state(nlp(text))
    assert (tmp_path / "copy" / "microask_reader" / ARRAYS).read_bytes() == (LANGUAGE / "microask_reader" / ARRAYS).read_bytes()


@pytest.mark.parametrize("text", TEXTS[:40], ids=range(40))
def test_line_ends_and_quotes_change_nothing(analyzer: Analyzer, text: str) -> None:
    text = text.replace(". ", ".\n")
    plain = analyzer.score(text)
    assert analyzer.score(text).to_dict() == plain.to_dict()
    crlf, curly = analyzer.score(text.replace("\n", "\r\n")), analyzer.score(text.replace("'", "’"))
    assert crlf.value == curly.value == plain.value
    assert [item.text.replace("\r\n", "\n") for item in crlf.evidence] == [item.text for item in plain.evidence]
    assert [item.text.replace("’", "'") for item in curly.evidence] == [item.text.replace("’", "'") for item in plain.evidence]


_PIECES = st.one_of(
    st.sampled_from(TEXTS),
    st.text(max_size=60),
    st.sampled_from(
        [
            "\r\n",
            "\n\n> On Tue we wrote:\n> 5 slides?\n",
            "Subject: a call\n\n",
            "--\nAna\n+1 555 0142",
            "<p>",
            "&amp;",
            "\u200b",
            "’",
            "\t",
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=6))
def test_spans_are_spans_of_the_text(analyzer: Analyzer, pieces: list[str]) -> None:
    text = "".join(pieces)
    score = analyzer.score(text)
    for item in (*score.evidence, *score.asks):
        assert text[item.start : item.end] == item.text


def test_targets_of_gold_spans(make: Preprocessor) -> None:
    text = "Hi Ana, could you look at 5 slides? Thanks, Brian"
    spans = [
        Span("person", "context", 3, 6, "reader"), Span("ask", "ask", 8, 35, "feedback"), Span("deliverable", "ask", 26, 34),
        Span("number", "ask", 26, 27), Span("person", "context", 44, 49, "sender"),
    ]  # fmt: skip
    doc, _ = make.draft(text)
    target = from_spans(doc, spans)
    words = [token.text for token in doc]
    names = list(TOKEN_HEADS)
    found = {words[i]: TOKEN_HEADS["name"][target.tokens[i, 0]] for i in range(len(doc)) if target.tokens[i, 0] > 0}
    assert found == {"Ana": "B-person", "Brian": "B-person"}
    deliverable = target.tokens[:, names.index("deliverable")].tolist()
    assert [words[i] for i, label in enumerate(deliverable) if label] == ["5", "slides"]
    kinds = [SENTENCE_HEADS["kind"][row[1]] for row in target.sentences if row[1] >= 0]
    assert kinds == ["feedback"]


def test_cut_drafts_join_again(make: Preprocessor) -> None:
    spans = load_spans(DRAFTS)["first"]
    for draft in DRAFTS[::40]:
        if draft.id in spans and draft.text.strip():
            text, joint = joined(cut(make, draft, spans[draft.id]))
            assert (text, set(joint)) == (draft.text, set(spans[draft.id]))


def test_other_surroundings_leave_the_ask_alone() -> None:
    def spans_in(text: str, *marked: tuple[str, str, str]) -> list[Span]:
        return [Span(kind, scope, text.index(words), text.index(words) + len(words)) for kind, scope, words in marked]

    text = "Hi Ana, it rained. Could you check 5 slides? Bye then. Tom"
    spans = spans_in(text, ("ask", "ask", "Could you check 5 slides?"), ("number", "ask", "5"), ("person", "context", "Ana"))
    pieces = pieces_of(text, spans, [(8, 18), (19, 44), (45, 54)])
    assert [piece.frame for piece in pieces] == [True, False, False, False, True]
    given = "My boat sank on 2 May. Will you buy it?"
    donor = pieces_of(
        given, spans_in(given, ("date", "context", "2 May"), ("ask", "ask", "Will you buy it?")), [(0, 22), (23, 39)]
    )
    seen = set()
    for seed in range(200):
        other, moved = surrounded(pieces, donor, random.Random(seed))
        assert {other[span.start : span.end] for span in moved if span.scope == "ask"} == {"Could you check 5 slides?", "5"}
        assert "buy" not in other
        assert all(other[span.start : span.end] in ("Ana", "2 May") for span in moved if span.scope == "context")
        seen |= {word for word in ("Ana", "rained", "Bye", "Tom", "sank") if word in other}
        seen |= {f"no {word}" for word in ("Ana", "rained", "Bye", "Tom", "sank") if word not in other}
    assert len(seen) == 10


def test_training_learns(make: Preprocessor) -> None:
    """A small network learns a few drafts by heart, the same each time."""
    chosen = [draft for draft in DRAFTS if draft.has_ask][:14]
    marked = [(draft, cut(make, draft, (Span("ask", "ask", 0, len(draft.text), "other"),))) for draft in chosen]
    docs = [make.draft(draft.text)[0] for draft in chosen]
    sources = Sources(marked, [], [], [], [], common_words(docs * COMMON_FROM))
    once, twice = (train(make, sources, None, epochs=4, width=16, depth=1, hidden=16) for _ in range(2))
    assert all(np.array_equal(once[name], twice[name]) for name in once)
    network = Network(train(make, sources, None, epochs=100, width=16, depth=1, hidden=16))
    ask = columns(TOKEN_HEADS)["ask"]
    for draft in random.Random(0).sample(chosen, 5):
        tokens = network([make.draft(draft.text)[0]])[0].tokens[:, ask]
        assert (tokens[:, 1] > tokens[:, 0]).mean() > 0.9


def test_a_rare_word_is_known_by_its_form_alone(make: Preprocessor) -> None:
    docs = [
        make.draft(text)[0] for text in ("Ask Tundrik to sign it.", "Ask Pelmorik to sign it.", "Please sign it.", "Ask him.")
    ]
    common = common_words(docs * (COMMON_FROM - 1))
    strings = docs[0].vocab.strings
    assert {strings["ask"], strings["sign"]} <= set(common.tolist())
    assert not {strings["tundrik"], strings["pelmorik"]} & set(common.tolist())
    features = forget_rare(token_features([docs[0]]), common)
    assert features[:3, 0].tolist() == [strings["ask"], UNKNOWN, strings["to"]]
    assert (features[:, 1:] == token_features([docs[0]])[:, 1:]).all()


def test_reader_is_the_shipped_component() -> None:
    nlp = create_pipeline(LANGUAGE)
    assert isinstance(nlp.get_pipe("microask_reader"), Reader)
    assert sum(file.stat().st_size for file in LANGUAGE.rglob("*") if file.is_file()) <= 12_000_000


@pytest.mark.parametrize("text", TEXTS[::3], ids=range(len(TEXTS[::3])))
def test_what_surrounds_the_message_counts_for_nothing(analyzer: Analyzer, text: str) -> None:
    bare = analyzer.score(text)
    for before, after in (
        ("Hi Sam,\n\n", ""),
        ("Hi Sam :)\n\n", ""),
        ("", "\n\n-- \nBrian Doe\n14 High Street\n+44 20 7946 0958"),
        ("", "\n\n> 5 slides?"),
    ):
        other = analyzer.score(before + text + after)
        if state_zones(analyzer, before + text + after) == state_zones(analyzer, text):
            assert (other.value, other.small, other.specific) == (bare.value, bare.small, bare.specific), (before, after)


def state_zones(analyzer: Analyzer, text: str) -> str:
    """Return what the splitter takes for the sender's own words."""
    return "".join(analyzer.analyze(text)[0]["authored"].split())
