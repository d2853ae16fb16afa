"""The model card, written from the figures of the fit; nothing in it is typed by hand that a command can count."""

from __future__ import annotations

from typing import Any

_TEMPLATE = """# Model card: microask scorer {version}

Written by `python -m microask.training`; do not edit.

## What it is
A scorer of the ask in one English outreach message: whether something is asked, how little a yes costs the reader (`small`),
how exactly the reader knows what to do (`specific`), and both joined (`value`). A rule pipeline on spaCy finds the ask and
what belongs to it; {n_features} features and a linear wording model over {n_terms:,} terms enter two monotone additive
models in the space of log odds, fitted with scikit-learn; `value` is their weighted geometric mean, calibrated.

## Use
For the writer of a message, before it is sent, or over their own past messages. Not for judging people, not for predicting
replies: the score says what a careful reader would say of the ask, nothing else. English only.

## Data
{n_drafts:,} original drafts, written and rated by language models (see `data/README.md`): {train:,} for fitting, {test:,}
for the figures below, which the fitting never saw. Corpus {corpus}.

## Figures on the test split
{table}

`has_ask`: accuracy {accuracy:.3f}, F1 {f1:.3f}, no-ask messages recognised {no_ask:.3f}. Label right among macro, mixed and
micro: {label:.3f}; macro called micro: {worst:.3f}. By cross-validation on the rest of the corpus: Spearman of `value`
{cv_rho:.3f}, mean absolute error {cv_mae:.3f}.

## Limits
Raters were language models of one family: they agree with each other more than people would. People and deliverables are
found by rules on capital letters, determiners and word lists, and are missed where a sender writes otherwise. A hint without
a request form may pass for no ask. Words outside the ask enter through the wording model, so that a long preamble can move
the score a little. Texts over 10,000 characters are cut.
"""


def write_card(figures: dict[str, Any], cross_validated: dict[str, Any], facts: dict[str, Any]) -> str:
    """Return the model card in Markdown.

    Parameters
    ----------
    figures : dict
        Of the test split, from `microask.training.evaluate.figures`.
    cross_validated : dict
        The same on the rest of the corpus, out of fold.
    facts : dict
        version, n_features, n_terms, n_drafts, train, corpus.
    """
    rows = ["| scale | Spearman | mean absolute error |", "| --- | --- | --- |"]
    for scale in ("micro", "small", "specific"):
        row = figures[scale]
        ours = "value" if scale == "micro" else scale
        rows.append(f"| `{ours}` against {scale} | {row['spearman']:.3f} | {row['mean_absolute_error']:.3f} |")
    return _TEMPLATE.format(
        table="\n".join(rows),
        test=figures["drafts"],
        accuracy=figures["has_ask"]["accuracy"],
        f1=figures["has_ask"]["f1"],
        no_ask=figures["has_ask"]["no_ask_found"],
        label=figures["label"]["accuracy"],
        worst=figures["label"]["macro_called_micro"],
        cv_rho=cross_validated["micro"]["spearman"],
        cv_mae=cross_validated["micro"]["mean_absolute_error"],
        **facts,
    )
