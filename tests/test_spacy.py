"""``nlp.add_pipe("microask")`` in anybody's pipeline."""

from __future__ import annotations

import pickle
import shutil
from pathlib import Path

import pytest
import spacy
from spacy import displacy, registry
from spacy.displacy.render import DEFAULT_LABEL_COLORS
from spacy.language import Language
from spacy.tokens import Doc

import microask
from microask.artefacts import find_models
from microask.errors import InputValueError, ModelError, ModelNotFoundError
from microask.results import EVIDENCE_KINDS

from .conftest import RUBRIC, gold

TEXTS = [text for _, text, *_ in RUBRIC] + [
    "",
    "Thanks for the 5 slides, they made my day.",
    "<p>Could you <b>introduce</b> me to Brian Lee?</p>",
    "Could you check “the 2 figures” on page 3?\r\nIt goes to print on Monday.",
    *[case["text"] for case in gold("traps.toml")["plain_micro"][:10]],
]


def make(**config: object) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("microask", config=config)
    return nlp


def spans(doc: Doc) -> list[tuple[str, str, str]]:
    return [(span.text, span.label_, span.id_) for span in doc.spans["microask"]]


@Language.component("everything_is_monday")
def everything_is_monday(doc: Doc) -> Doc:
    doc.ents = [doc.char_span(0, len(doc[0].text), label="DATE")] if len(doc) else []
    return doc


@pytest.mark.parametrize("lang", ["en", "xx", "de"])
def test_a_doc_holds_what_score_gives_whatever_its_pipeline(lang: str) -> None:
    nlp = spacy.blank(lang)
    nlp.tokenizer = spacy.tokenizer.Tokenizer(nlp.vocab, token_match=None)  # splits at blanks alone
    nlp.add_pipe("everything_is_monday")
    nlp.add_pipe("microask")
    for doc, text in zip(nlp.pipe(TEXTS, batch_size=3), TEXTS, strict=True):
        assert doc._.microask == microask.score(text).to_dict() == nlp(text)._.microask
        assert not text or doc.ents[0].label_ == "DATE"


def test_spans_are_the_evidence() -> None:
    for doc in make().pipe(TEXTS):
        evidence = doc._.microask["evidence"]
        assert [(item["kind"], item["scope"]) for item in evidence] == [each[1:] for each in spans(doc)]
        for item, span in zip(evidence, doc.spans["microask"], strict=True):
            # At least the words found; more where a token of the Doc reaches beyond them.
            assert span.start_char <= item["start"] < item["end"] <= span.end_char
            assert item["text"] in span.text
    assert any(text == "15 minutes" and label == "duration" for text, label, _ in spans(make()(TEXTS[1])))


def test_config() -> None:
    nlp = make(stage="established", spans_key="asks")
    doc = nlp("Will you be my mentor?")
    assert doc._.microask["verdict"] == "send"
    assert list(doc.spans) == ["asks"]
    assert not make(spans_key=None)(TEXTS[0]).spans
    assert nlp.config["components"]["microask"] == {
        "factory": "microask", "path": None, "stage": "established", "spans_key": "asks",
    }  # fmt: skip
    assert nlp.get_pipe_meta("microask").assigns == ["doc._.microask", "doc.spans"]
    assert nlp.get_pipe("microask").labels == EVIDENCE_KINDS
    with pytest.raises(InputValueError, match="stage should be one of"):
        make(stage="later")
    with pytest.raises(ModelNotFoundError, match="nowhere"):
        make(path="nowhere")("Will you be my mentor?")


def test_saved_with_its_model_and_loaded_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(find_models(), tmp_path / "own")
    nlp = make(path=str(tmp_path / "own"), stage="building")
    expected = nlp(TEXTS[0])._.microask
    nlp.to_disk(tmp_path / "saved")
    shutil.rmtree(tmp_path / "own")
    (tmp_path / "saved").rename(tmp_path / "moved")
    monkeypatch.setenv("MICROASK_MODEL", "nowhere")
    loaded = spacy.load(tmp_path / "moved")
    assert microask.load(tmp_path / "moved" / "microask").score(TEXTS[0], stage="building").to_dict() == expected
    shutil.rmtree(tmp_path / "moved")
    assert loaded(TEXTS[0])._.microask == expected
    data = loaded.to_bytes()
    again = make(stage="building").from_bytes(data)
    assert again(TEXTS[0])._.microask == expected
    assert pickle.loads(pickle.dumps(again.get_pipe("microask"))).analyzer.score(TEXTS[0], stage="building").to_dict() == expected  # noqa: S301
    again.to_disk(tmp_path / "again")
    assert spacy.load(tmp_path / "again")(TEXTS[0])._.microask == expected


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    make().to_disk(tmp_path)
    arrays = tmp_path / "microask" / "scorer" / "scorer.npz"
    arrays.write_bytes(arrays.read_bytes()[:-9])
    with pytest.raises(ModelError, match="checksum"):
        spacy.load(tmp_path)
    for data in (b"", b"\x80", b"\xc1\x93"):
        with pytest.raises(ModelError, match="not the bytes of a model"):
            make().get_pipe("microask").from_bytes(data)


@pytest.mark.slow
@pytest.mark.filterwarnings("default")
def test_in_two_processes() -> None:
    nlp = make()
    apart = list(nlp.pipe(TEXTS, n_process=2, batch_size=5))
    assert [(doc._.microask, spans(doc)) for doc in apart] == [(doc._.microask, spans(doc)) for doc in nlp.pipe(TEXTS)]


def test_memory_zones_and_serialized_docs() -> None:
    nlp = make()
    with nlp.memory_zone():
        data = [doc.to_bytes() for doc in nlp.pipe(TEXTS)]
    doc = Doc(nlp.vocab).from_bytes(data[1])
    assert doc._.microask == microask.score(TEXTS[1]).to_dict()
    assert ("15 minutes", "duration", "ask") in spans(doc)


def test_colours_in_displacy() -> None:
    colours = registry.displacy_colors.get("microask")
    # Nobody else's drawings change.
    assert not set(colours) & set(DEFAULT_LABEL_COLORS)
    assert {kind.upper() for kind in EVIDENCE_KINDS} <= set(colours) | set(DEFAULT_LABEL_COLORS)
    doc = make()(TEXTS[1])
    drawn = displacy.render(doc, style="span", options={"spans_key": "microask"}, jupyter=False)
    assert colours["DURATION"] in drawn
    assert colours["ASK"] in drawn
