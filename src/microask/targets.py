"""Where a table is written: whole or not at all, and so that an interrupted run can go on.

Beside ``scored.csv`` a run writes ``scored.csv.part`` and, after each block of rows that is safely on the disk, notes in
``scored.csv.journal`` how far it has come. At the end the first takes the place of ``scored.csv`` and the second goes. An
interrupted run that has a block to show leaves both, any other one neither.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from .errors import TableError

#: A new block begins after as many rows, or as many bytes of input; the same whatever the number of workers.
BLOCK_ROWS = 1024
BLOCK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Checkpoint:
    """How far a run has come.

    Attributes
    ----------
    made_with : dict
        What the output depends on beside the input: model, version and options.
    read, written : int
        Bytes of input and output so far.
    digest : str
        SHA-256 of the input so far.
    counts : dict
        Of the report.
    """

    made_with: dict[str, Any]
    read: int
    digest: str
    counts: dict[str, Any] = field(default_factory=dict)
    written: int = 0


def part_of(target: Path) -> Path:
    """Return the unfinished table beside a table."""
    return target.with_name(target.name + ".part")


def journal_of(target: Path) -> Path:
    """Return the journal beside a table."""
    return target.with_name(target.name + ".journal")


def find_checkpoint(path: str, made_with: dict[str, Any]) -> Checkpoint | None:
    """Return how far an interrupted run has come; None where there was none.

    Raises
    ------
    TableError
        Where it was made with another model, version or options, or was changed since.
    """
    target = Path(path).resolve()
    part, journal = part_of(target), journal_of(target)
    try:
        noted, size = journal.read_text("utf-8"), part.stat().st_size
    except FileNotFoundError:
        return None
    except OSError as error:
        raise TableError(f"cannot read {journal}: {error.strerror}; {_START_OVER}") from error
    try:
        checkpoint = Checkpoint(**json.loads(noted))
    except (ValueError, TypeError) as error:
        raise TableError(f"{journal} is damaged; {_START_OVER}") from error
    if checkpoint.written > size:
        raise TableError(f"{part} is shorter than its journal says; {_START_OVER}")
    begun = checkpoint.made_with
    if other := [
        f"{name} was {begun.get(name)!r}, is {value!r}" for name, value in made_with.items() if begun.get(name) != value
    ]:
        raise TableError(f"{part} was begun otherwise ({'; '.join(other)}); take the same again, or {_START_OVER}")
    return checkpoint


_START_OVER = "leave out --resume to start over"


class Target:
    """An open table: takes bytes, and writes them out block by block."""

    def __init__(self, file: BinaryIO, name: str, compress: bool, journal: Path | None = None) -> None:
        self._file, self._name, self._compress, self._journal = file, name, compress, journal
        self._block = bytearray()

    def write(self, data: bytes) -> None:
        """Add to the block that is being filled."""
        self._block += data

    def flush(self) -> None:
        """Write the block out; compressed, it is a gzip member of its own, so that a run can go on behind it."""
        with _reported(self._name):
            if self._block:
                self._file.write(gzip.compress(self._block, mtime=0) if self._compress else self._block)
                self._block = bytearray()
            self._file.flush()

    def save(self, checkpoint: Checkpoint) -> None:
        """Write the block out and note in the journal that all of it is on the disk."""
        self.flush()
        if self._journal is None:
            return
        with _reported(self._name):
            os.fsync(self._file.fileno())
            # A journal is replaced whole: there is no moment at which it is torn.
            with _draft_of(self._journal).open("w", encoding="utf-8") as file:
                json.dump({**asdict(checkpoint), "written": self._file.tell()}, file)
                file.flush()
                os.fsync(file.fileno())
            _draft_of(self._journal).replace(self._journal)


@contextmanager
def open_target(path: str, begun: Checkpoint | None = None) -> Iterator[Target]:
    """Open a table for writing.

    Parameters
    ----------
    path : str
        ``-`` is standard output; a name that ends in ``.gz`` is compressed. What is no plain file (a device, a pipe) is
        written directly.
    begun : Checkpoint, optional
        Where to go on.

    Raises
    ------
    TableError
        Where it cannot be written, or another run is writing it.
    """
    target = Path(path).resolve()
    if path == "-":
        out = Target(sys.stdout.buffer, "standard output", compress=False)
        yield out
        out.flush()
    elif is_plain_file(target):
        yield from _beside(target, begun)
    else:
        with _reported(path):
            file = target.open("wb")
        with file:
            out = Target(file, path, target.suffix == ".gz")
            yield out
            out.flush()


def is_plain_file(path: Path) -> bool:
    """Return whether a path is a file or a name that is still free, not a device, pipe or folder."""
    return path.is_file() or not path.exists()


def _beside(target: Path, begun: Checkpoint | None) -> Iterator[Target]:
    part, journal = part_of(target), journal_of(target)
    with ExitStack() as opened:
        with _reported(str(target)):
            file = opened.enter_context(_open_locked(part, target))
            if begun is None:
                journal.unlink(missing_ok=True)
            file.truncate(begun.written if begun else 0)
            file.seek(0, os.SEEK_END)
        try:
            out = Target(file, str(target), target.suffix == ".gz", journal)
            yield out
            out.flush()
            with _reported(str(target)):
                os.fsync(file.fileno())
                part.replace(target)
                _sync_folder(target.parent)
        except BaseException as error:
            if journal.exists():
                rows = json.loads(journal.read_text("utf-8"))["counts"]["rows"]
                error.add_note(f"{rows:,} rows are safe in {part.name}: the same command with --resume goes on from there")
            else:
                part.unlink(missing_ok=True)
            raise
        for path in (journal, _draft_of(journal)):
            path.unlink(missing_ok=True)


def _open_locked(part: Path, target: Path) -> BinaryIO:
    """Open the unfinished table, with the rights of the one that it will replace, for this run alone."""
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    file = os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o666 if mode is None else mode), "r+b")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # The run that held the lock until now may have finished, and this be its table.
        if not part.exists() or not os.path.samestat(part.stat(), os.fstat(file.fileno())):
            raise BlockingIOError
    except BlockingIOError as error:
        file.close()
        raise TableError(f"another run is writing {part}; wait for it, or choose another output") from error
    if mode is not None:
        os.fchmod(file.fileno(), mode)
    return file


def _draft_of(journal: Path) -> Path:
    return journal.with_name(journal.name + ".new")


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


@contextmanager
def _reported(path: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise TableError(f"cannot write {path}: its reader has closed it") from error
    except OSError as error:
        raise TableError(f"cannot write {path}: {error.strerror}; check the path, its rights and the room on the disk") from error
