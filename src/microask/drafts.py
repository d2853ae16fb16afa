"""The drafts of a table: which columns hold them, what is wrong with a row, and how much of the input is done."""

from __future__ import annotations

import hashlib
import io
from collections import deque
from collections.abc import Iterator

from .errors import TableError
from .rows import EMPTY, Draft
from .tables import Dialect, Record, Source, find_column, read_records, repair
from .targets import Checkpoint


class DraftTable:
    """The records of an open table and the drafts in them.

    Parameters
    ----------
    opened : Source
    dialect : Dialect
    name : str
        For error messages.
    text_column : str
    subject_column : str or None

    Attributes
    ----------
    above : list of Record
        Blank lines above the header.
    header : Record
    waiting : deque of Record
        Records whose drafts have been read, in order, until whoever writes them takes them.
    read : int
        Bytes of the records that are done.

    Raises
    ------
    TableError
        Where there is no header, or no such column.
    """

    def __init__(self, opened: Source, dialect: Dialect, name: str, text_column: str, subject_column: str | None) -> None:
        opened.stream.read(len(dialect.bom))
        text = io.TextIOWrapper(opened.stream, dialect.encoding, errors=dialect.errors, newline="")
        self._dialect, self._name = dialect, name
        self._records = read_records(text, dialect.delimiter)
        self.above: list[Record] = []
        for record in self._records:
            if record.cells or record.error:
                break
            self.above.append(record)
        else:
            raise TableError(f"{name}: empty, expected a header line with the names of the columns")
        if record.error:
            raise TableError(f"{name}: its header line has {record.error}; mend it, or name the right --delimiter")
        self.header = record
        self._text_at = find_column(record.cells, text_column)
        self._subject_at = find_column(record.cells, subject_column) if subject_column else None
        self.waiting: deque[Record] = deque()
        self.read = 0
        self._digest = hashlib.sha256()

    def drafts(self) -> Iterator[Draft]:
        """Yield the draft of each record, which then waits to be written; a blank line has an empty one."""
        for record in self._records:
            self.waiting.append(record)
            text, strange = repair(_cell(record, self._text_at))
            subject, _ = repair(_cell(record, self._subject_at))
            yield Draft(text, subject or None, self._error(record, text, strange))

    def _error(self, record: Record, text: str, strange: bool) -> str:
        if record.error:
            return record.error
        if len(record.cells) != len(self.header.cells):
            return f"row has {len(record.cells)} cells, the header has {len(self.header.cells)}"
        if not text.strip():
            return EMPTY
        return "bytes that are not UTF-8, read as Latin-1" if strange else ""

    def done(self, record: Record) -> int:
        """Add a record to what is done; return its size in bytes."""
        data = self._dialect.encode(record.raw + record.end)
        self._digest.update(data)
        self.read += len(data)
        return len(data)

    @property
    def digest(self) -> str:
        """SHA-256 of the records that are done."""
        return self._digest.hexdigest()

    def skip(self, begun: Checkpoint) -> None:
        """Pass over what an interrupted run has done, after checking that it read the same."""
        for record in (*self.above, self.header):
            self.done(record)
        for record in self._records:
            self.done(record)
            if self.read >= begun.read:
                break
        if (self.read, self.digest) != (begun.read, begun.digest):
            raise TableError(f"the interrupted run did not read {self._name} as it is now; leave out --resume to start over")


def _cell(record: Record, at: int | None) -> str:
    return record.cells[at] if at is not None and at < len(record.cells) else ""
