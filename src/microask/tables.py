"""Tables in and out, byte for byte: the records of a CSV as they stand, with columns of ours behind them."""

from __future__ import annotations

import codecs
import csv
import difflib
import gzip
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO, cast

from .errors import TableError

#: Largest cell; the standard library's limit is 128 KiB.
MAX_CELL = 64 * 1024 * 1024
#: Bytes looked at to find out encoding and delimiter.
HEAD = 1024 * 1024
DELIMITERS = ",;\t|"
#: A cell that begins with one of these is run as a formula by spreadsheets (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: encoding, byte order mark, delimiter, and a note where the encoding was found out."""

    encoding: str
    bom: bytes
    delimiter: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its line number, its text as it stands without the line end, its line end, and its cells."""

    line: int
    raw: str
    end: str
    cells: list[str]


def find_dialect(head: bytes, delimiter: str | None = None) -> Dialect:
    """Find out how a table is written from its first bytes.

    Parameters
    ----------
    head : bytes
    delimiter : str, optional
        One character; default: whichever of comma, semicolon, tab and bar stands most often in the first line.

    Returns
    -------
    Dialect
    """
    bom, encoding, note = b"", "utf-8", ""
    for mark, name in _BOMS:
        if head.startswith(mark):
            bom, encoding = mark, name
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
                encoding, note = "latin-1", "not UTF-8: read as Latin-1"
    if delimiter is None:
        first = head[len(bom) :].decode(encoding, "replace").lstrip("\r\n").split("\n", 1)[0]
        delimiter = max(DELIMITERS, key=first.count)
    return Dialect(encoding, bom, delimiter, note)


@contextmanager
def open_source(path: str) -> Iterator[io.BufferedReader[Any]]:
    """Open a table for reading: a file, a gzip file, or ``-`` for standard input."""
    if path == "-":
        yield io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer), HEAD)
        return
    try:
        raw = io.BufferedReader(io.FileIO(path), HEAD)
    except OSError as error:
        raise TableError(f"cannot open {path}: {error.strerror}; check the path") from error
    with raw:
        if raw.peek(2)[:2] == b"\x1f\x8b":
            with gzip.open(raw) as unzipped:
                yield io.BufferedReader(cast(io.RawIOBase, unzipped), HEAD)
        else:
            yield raw


@contextmanager
def open_target(path: str) -> Iterator[BinaryIO]:
    """Open a table for writing so that it appears whole or not at all.

    A temporary file in the same folder takes its place at the end; after an error or an interrupt the old file is as it was.
    ``-`` is standard output, a name that ends in ``.gz`` is compressed.
    """
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    except OSError as error:
        raise TableError(f"cannot write to {target.parent}: {error.strerror}; choose another folder") from error
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as raw:
            if target.suffix == ".gz":
                with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as zipped:
                    yield cast(BinaryIO, zipped)
            else:
                yield raw
            raw.flush()
            os.fsync(raw.fileno())
        # Temporary files are private; the result gets the mode that a new file would have.
        mask = os.umask(0)
        os.umask(mask)
        part.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~mask)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class _Recorder:
    """Hands lines to the CSV reader and remembers those of the record being read."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.taken: list[str] = []

    def __iter__(self) -> _Recorder:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line


def read_records(file: TextIO, delimiter: str) -> Iterator[Record]:
    """Yield the records of a table.

    Parameters
    ----------
    file : text file opened with ``newline=""``
    delimiter : str

    Yields
    ------
    Record

    Raises
    ------
    TableError
        Where quoting breaks off; names the line.
    """
    csv.field_size_limit(MAX_CELL)
    recorder = _Recorder(file)
    reader = csv.reader(recorder, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        recorder.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TableError(
                f"line {line}: {error}. A quoted cell should end with a quote and a delimiter, and quotes inside be doubled; "
                "mend the line, or name the right --delimiter"
            ) from error
        raw = "".join(recorder.taken)
        body = raw.rstrip("\r\n")
        yield Record(line, body, raw[len(body) :], cells)


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


def write_cells(cells: list[str], delimiter: str) -> str:
    """Return cells of ours as they stand in a table, quoted where needed and safe in a spreadsheet."""
    buffer = io.StringIO()
    safe = [f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell for cell in cells]
    # The writer quotes line breaks only where they belong to its own line end.
    csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n").writerow(safe)
    return buffer.getvalue().removesuffix("\r\n")


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
