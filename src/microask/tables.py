"""Tables as they stand: encoding, delimiter, records with their raw text, columns by name."""

from __future__ import annotations

import codecs
import csv
import difflib
import gzip
import io
import os
import re
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TextIO, cast

from .errors import TableError

#: Largest cell; the standard library's limit is 128 KiB.
MAX_CELL = 64 * 1024 * 1024
#: Bytes looked at to find out encoding and delimiter.
HEAD = 1024 * 1024
DELIMITERS = ",;\t|"
_LINE_END = re.compile(r"\r\n|\r|\n")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Bytes that are not UTF-8, as a str keeps them, and what they are in Windows-1252, which is what people mean by Latin-1.
_STRAY = {0xDC00 + byte: bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0x100)}


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: encoding, byte order mark, delimiter, and a note where it is not UTF-8."""

    encoding: str
    bom: bytes
    delimiter: str
    note: str = ""

    @property
    def errors(self) -> str:
        """The error handler under which every byte comes back as it was."""
        return "surrogatepass" if self.encoding.startswith(("utf-16", "utf-32")) else "surrogateescape"

    def encode(self, text: str) -> bytes:
        """Return text that was read in this dialect as the bytes that it was."""
        return text.encode(self.encoding, self.errors)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its text as it stands without the line end, its line end, its cells, and what is wrong with it."""

    raw: str
    end: str
    cells: list[str]
    error: str = ""


@dataclass
class Source:
    """An open table: its bytes, the first of them, and the file that they come from, None for standard input."""

    stream: io.BufferedReader
    head: bytes
    file: io.FileIO | None
    is_packed: bool = False

    def share(self, done: int) -> float | None:
        """Return how much of the file ``done`` bytes of the table are, 0 to 1; None where that cannot be known.

        Of a compressed file it is what has been read, which is somewhat more.
        """
        if self.file is None or not (size := os.fstat(self.file.fileno()).st_size):
            return None
        return min(1.0, (self.file.tell() if self.is_packed else done) / size)


class _Joined(io.RawIOBase):
    """Bytes that were read already, then the rest of a stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = memoryview(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = bytes(self._head[: len(buffer)]) or self._rest.read(min(len(buffer), 1 << 16))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_source(path: str) -> Iterator[Source]:
    """Open a table for reading: a file, a gzip file, or ``-`` for standard input.

    Raises
    ------
    TableError
        Where it cannot be opened, or breaks off as a gzip file or in its encoding while it is read.
    """
    raw: io.FileIO | None = None
    try:
        try:
            raw = None if path == "-" else io.FileIO(path)
        except OSError as error:
            raise TableError(f"cannot open {path}: {error.strerror}; check the path") from error
        stream = sys.stdin.buffer if raw is None else cast(BinaryIO, io.BufferedReader(raw))
        # A pipe gives what it has: read on until there is enough to tell the encoding by.
        head = stream.read(HEAD)
        is_packed = head[:2] == b"\x1f\x8b"
        if is_packed:
            stream = cast(BinaryIO, gzip.GzipFile(fileobj=_buffered(head, stream)))
            head = stream.read(HEAD)
        yield Source(_buffered(head, stream), head, raw, is_packed)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise TableError(f"{path}: damaged gzip data ({error}); fetch or compress the file again") from error
    except UnicodeDecodeError as error:
        raise TableError(f"{path}: breaks off as {error.encoding} ({error.reason}); save it as UTF-8") from error
    finally:
        if raw is not None:
            raw.close()


def _buffered(head: bytes, rest: BinaryIO) -> io.BufferedReader:
    return io.BufferedReader(_Joined(head, rest), 1 << 16)


def find_dialect(head: bytes, delimiter: str | None = None) -> Dialect:
    """Find out how a table is written from its first bytes.

    Parameters
    ----------
    head : bytes
    delimiter : str, optional
        One character; default: whichever of comma, semicolon, tab and bar parts the first line into the most cells.

    Returns
    -------
    Dialect
    """
    bom, encoding, note = b"", "utf-8", ""
    for mark, name in _BOMS:
        if head.startswith(mark):
            bom, encoding = mark, name
            note = "" if name == "utf-8" else f"read as {name[:6].upper()}"
            break
    else:
        if head[1:400:2].count(0) > len(head[:400]) // 4:
            encoding, note = "utf-16-le", "read as UTF-16 without a byte order mark"
        elif head[0:400:2].count(0) > len(head[:400]) // 4:
            encoding, note = "utf-16-be", "read as UTF-16 without a byte order mark"
        else:
            decoder = codecs.getincrementaldecoder("utf-8")()
            try:
                decoder.decode(head)
            except UnicodeDecodeError:
                encoding, note = "cp1252", "not UTF-8: read as Latin-1 (Windows-1252)"
    if delimiter is None:
        first = head[len(bom) :].decode(encoding, "replace").lstrip("\r\n").splitlines()[:1]
        delimiter = max(DELIMITERS, key=lambda each: len(next(csv.reader(first, delimiter=each), [])))
    return Dialect(encoding, bom, delimiter, note)


class _Lines:
    """Hands lines to the CSV reader, remembers those of the record being read, and takes lines back."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def take_back(self, lines: list[str]) -> None:
        self._again += reversed(lines)


def read_records(file: TextIO, delimiter: str) -> Iterator[Record]:
    """Yield the records of a table, none left out; blank lines have no cells.

    A record whose quoting is broken has an ``error``. Where a quote never closes, or closes in the midst of a later line, only
    the line that opens it is such a record: the lines after it are read as records of their own.

    Parameters
    ----------
    file : text file opened with ``newline=""``
    delimiter : str

    Yields
    ------
    Record
    """
    csv.field_size_limit(MAX_CELL)
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.taken.clear()
        error = ""
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            first, *others = lines.taken
            lines.take_back(others)
            lines.taken = [first]
            cells, error = _lenient(first, delimiter)
        raw = "".join(lines.taken)
        body = raw.rstrip("\r\n")
        yield Record(body, raw[len(body) :], cells, error)


@contextmanager
def open_records(path: str, delimiter: str | None = None) -> Iterator[tuple[Dialect, Iterator[tuple[int, Record]]]]:
    """Open a table to be read as a whole: its dialect, and its records that are not blank, each with its line from 1.

    Raises
    ------
    TableError
        Where it cannot be opened, or a record's quoting is broken; names the line.
    """
    with open_source(path) as source:
        dialect = find_dialect(source.head, delimiter)
        source.stream.read(len(dialect.bom))
        text = io.TextIOWrapper(source.stream, dialect.encoding, errors=dialect.errors, newline="")
        yield dialect, _numbered(read_records(text, dialect.delimiter))


def _numbered(records: Iterator[Record]) -> Iterator[tuple[int, Record]]:
    line = 1
    for record in records:
        if record.error:
            raise TableError(f"line {line}: {record.error}; mend the line, or name the right --delimiter")
        if record.cells:
            yield line, record
        line += len(_LINE_END.findall(record.raw + record.end))


def _lenient(line: str, delimiter: str) -> tuple[list[str], str]:
    """Return the cells of a line that breaks the rules, as far as there are any, and what is wrong."""
    reader = csv.reader([line, ""], delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:
        return [], f"a cell of more than {MAX_CELL:,} characters"
    if reader.line_num > 1:
        return cells, "a quoted cell that is never closed"
    return cells, "a quote inside a cell that is not doubled"


def repair(cell: str) -> tuple[str, bool]:
    """Return a cell with the bytes that are not UTF-8 read as Latin-1, and whether there were any."""
    repaired = cell.translate(_STRAY) if not cell.isascii() else cell
    return repaired, repaired != cell


def find_column(header: list[str], name: str) -> int:
    """Return the position of a column.

    Raises
    ------
    TableError
        Where there is none or more than one; lists the columns there are.
    """
    names = [cell.strip() for cell in header]
    if names.count(name) == 1:
        return names.index(name)
    if name in names:
        raise TableError(f"column {name!r} stands {names.count(name)} times; rename all but one")
    close = difflib.get_close_matches(name, names, 1, 0.6)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    raise TableError(f"no column {name!r}; the columns are: {', '.join(names)}.{hint}")
