"""Where messages lie: mbox files, single mails, folders of both, Maildir, and LinkedIn's export."""

from __future__ import annotations

import mailbox
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..errors import InputValueError
from .decoding import read_headers
from .linkedin import read_messages
from .records import Message

#: Bytes of a mail that are read for its headers, and for its text; attachments behind that are never read.
HEAD, TEXT = 64 * 1024, 4 * 1024 * 1024
#: What stands between the messages of an mbox: a line with the hour and the year, as against a sentence that begins with "From".
_ENVELOPE = re.compile(rb"From [^\n]*\d:\d\d[^\n]*\d{4}|From [^\n]*\n[!-9;-~]+:[ \t]")
#: What an mbox puts a ">" before, so that it is no envelope.
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*[!-9;-~]{1,60}:[ \t\r\n]")
#: Files of mail programs that have no suffix, or this one.
_MBOX_SUFFIXES = ("", ".mbox", ".mbx")


class Place(NamedTuple):
    """Where a mail lies: the number of its file, and its first and last key in an mbox (-1 for a file of its own)."""

    file: int
    first: int = -1
    last: int = -1


class Sources:
    """All messages under some paths, in an order that only depends on their names.

    Parameters
    ----------
    paths : iterable of path-like

    Raises
    ------
    InputValueError
        Where a path does not exist or is nothing that holds messages.
    """

    def __init__(self, paths: Iterable[str | os.PathLike[str]]) -> None:
        self.files: list[Path] = []
        self._kinds: list[str] = []
        self._tops: list[Path] = []
        self._boxes: dict[int, mailbox.mbox] = {}
        for path in map(Path, paths):
            if not path.exists():
                raise InputValueError(f"no such file or folder: {path}; check the path")
            before = len(self.files)
            for file in [path] if path.is_file() else sorted(file for file in path.rglob("*") if file.is_file()):
                if kind := _kind(file, given=path.is_file()):
                    self.files.append(file)
                    self._kinds.append(kind)
                    self._tops.append(path)
            if len(self.files) == before:
                hint = "; unpack it first" if path.suffix.lower() in (".zip", ".tgz", ".gz", ".tar", ".rar", ".7z") else ""
                raise InputValueError(
                    f"no messages in {path}: expected an mbox, a .eml file, a folder of either (also Maildir), or messages.csv "
                    f"of a LinkedIn data export{hint}"
                )

    def __iter__(self) -> Iterator[tuple[Place, Message]]:
        for number, (path, kind, top) in enumerate(zip(self.files, self._kinds, self._tops, strict=True)):
            if kind == "linkedin":
                for message in read_messages(path):
                    yield Place(number), message
            elif kind == "mail":
                yield Place(number), read_headers(_start_of(path, HEAD), _folders(path.parent, top), draft=_is_draft(path))
            else:
                for place in self._places(number):
                    yield place, read_headers(self.read(place, HEAD), _folders(path, top))

    def read(self, place: Place, limit: int = TEXT) -> bytes:
        """Return the beginning of a mail."""
        if place.first < 0:
            return _start_of(self.files[place.file], limit)
        parts: list[bytes] = []
        for key in range(place.first, place.last + 1):
            with self._box(place.file).get_file(key, key > place.first) as file:  # type: ignore[arg-type]  # they are numbers
                parts.append(file.read(limit))
        return _ESCAPED.sub(rb"\1", b"\n".join(parts))

    def close(self) -> None:
        """Close the files."""
        for box in self._boxes.values():
            box.close()

    def _box(self, number: int) -> mailbox.mbox:
        if number not in self._boxes:
            with _readable(self.files[number]):
                self._boxes[number] = mailbox.mbox(self.files[number], create=False)
        return self._boxes[number]

    def _places(self, number: int) -> Iterator[Place]:
        """Yield the messages of an mbox; the standard library begins one at every line that begins with "From"."""
        box, first, last = self._box(number), -1, -1
        for key in box.iterkeys():
            with box.get_file(key, True) as file:
                begins = _ENVELOPE.match(file.read(1024))
            if begins or first < 0:
                if first >= 0:
                    yield Place(number, first, last)
                first = int(key)
            last = int(key)
        if first >= 0:
            yield Place(number, first, last)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputValueError(f"cannot read {path}: {error.strerror}; check its permissions, or leave it out") from error


def _start_of(path: Path, limit: int) -> bytes:
    with _readable(path), path.open("rb") as file:
        return file.read(limit)


def _kind(path: Path, *, given: bool) -> str:
    """Return what a file holds, an empty string for nothing of ours; a file that was itself given may have any suffix."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return "linkedin" if given or path.name.lower() == "messages.csv" else ""
    if suffix == ".eml" or _in_maildir(path):
        return "mail"
    if given or suffix in _MBOX_SUFFIXES:
        start = _start_of(path, 1024)
        if start.startswith(b"From "):
            return "mbox"
        if given and _HEADER.match(start):
            return "mail"
    return ""


def _in_maildir(path: Path) -> bool:
    return path.parent.name in ("cur", "new") and (path.parent.parent / "cur").is_dir() and not path.name.startswith(".")


def _is_draft(path: Path) -> bool:
    return _in_maildir(path) and "D" in path.name.partition(":2,")[2]


def _folders(path: Path, top: Path) -> tuple[str, ...]:
    """Return the names of a mailbox and of the folders above it, up to what was given; Maildir writes ``.Sent``."""
    inside = path.relative_to(top).parts if path.is_relative_to(top) else ()
    names = [top.name, *inside]
    return tuple(part.lower() for name in names for part in (name.removesuffix(".mbox").strip("."), name.rpartition(".")[2]))
