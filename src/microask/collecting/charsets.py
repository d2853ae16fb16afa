"""Bytes of a mail to text, whatever the mail says of its charset."""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header

#: Charsets that are named where another one was used: bytes that are UTF-8 are UTF-8.
_DEFAULTS = frozenset(("", "ascii", "us-ascii", "iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252"))
#: Codecs of Python that are no charsets.
_NO_CHARSETS = frozenset(("unicode_escape", "raw_unicode_escape", "idna", "punycode", "undefined", "mbcs", "oem"))
#: Bytes from which a charset is guessed. Of less than a line nothing can be told, and Western European is the likeliest.
GUESS_FROM, GUESS_MOST = 64, 16_384
#: Shares of disorder and of common letters that say nothing.
NEAR = 0.05
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def decode(data: bytes, charset: str | None) -> tuple[str, bool]:
    """Decode bytes.

    Parameters
    ----------
    data : bytes
    charset : str or None
        As the mail names it.

    Returns
    -------
    (str, bool)
        The text, and whether the charset that was named is the right one.
    """
    named = (charset or "").lower().strip().replace("_", "-")
    if named in _DEFAULTS:
        for name in ("ascii", "utf-8"):
            if (text := _strict(data, name)) is not None:
                return text, name == "ascii" or not named
        if named not in ("", "ascii", "us-ascii"):
            # Browsers and mail programs read Latin-1 as its superset.
            return data.decode("cp1252" if _strict(data, "cp1252") is not None else "latin-1"), True
    elif named.replace("-", "_") not in _NO_CHARSETS and (text := _strict(data, named)) is not None:
        return text, True
    return _guess(data), False


def _strict(data: bytes, charset: str) -> str | None:
    try:
        return data.decode(charset)
    except (LookupError, ValueError):  # ValueError: a name with a NUL in it, and what cannot be decoded
        return None


def _guess(data: bytes) -> str:
    if (text := _strict(data, "utf-8")) is not None:
        return text
    if len(data) >= GUESS_FROM:
        from charset_normalizer import from_bytes  # noqa: PLC0415  # only where a mail is wrong

        matches = from_bytes(data[:GUESS_MOST])
        if best := matches.best():
            # Where Western European is as likely as its neighbours, it is what most mail was written in.
            near = [m for m in matches if m.chaos <= best.chaos + NEAR and m.coherence >= best.coherence - NEAR]
            western = any("cp1252" in (match.encoding, *match.could_be_from_charset) for match in near)
            return data.decode("cp1252" if western else best.encoding, "replace")
    return data.decode("cp1252", "replace")


def decode_words(raw: str) -> tuple[str, bool]:
    """Decode a header: encoded words of RFC 2047, and bytes that should not stand there.

    Parameters
    ----------
    raw : str
        As the standard library's parser hands it out, bytes that are not ASCII as surrogates.

    Returns
    -------
    (str, bool)
        One line of text, and whether all was as it should be.
    """
    fine = True
    if not raw.isascii():
        raw, fine = decode(raw.encode("utf-8", "surrogateescape"), None)
    if "=?" not in raw:
        return clean(" ".join(raw.split())), fine
    words = []
    try:
        for word, charset in decode_header(raw):
            if isinstance(word, str):
                words.append(word)
            elif charset is None:
                # The plain words between encoded ones; this is how the standard library packs them.
                words.append(word.decode("raw-unicode-escape", "replace"))
            else:
                text, right = decode(word, charset.partition("*")[0])
                words.append(text)
                fine = fine and right
    except (HeaderParseError, ValueError):
        return clean(" ".join(raw.split())), False
    return clean(" ".join("".join(words).split())), fine


def clean(text: str) -> str:
    """Return a text without control characters and lone surrogates, which no table can hold."""
    return _CONTROL.sub("\ufffd", text) if _CONTROL.search(text) else text
