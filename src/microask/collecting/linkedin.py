"""``messages.csv`` of LinkedIn's data export, a record a message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from ..errors import TableError
from ..html_text import looks_like_html
from ..tables import find_column, open_records
from .bodies import NO_TEXT, plain_text, without_quotes
from .charsets import clean
from .decoding import NO_SENDER, NOT_DATED
from .records import Message, Party

#: Columns that every export has; newer ones have more.
COLUMNS = ("CONVERSATION ID", "FROM", "TO", "DATE", "CONTENT")
SHORT_ROW = "row with fewer cells than the header"
_TRUE = frozenset(("yes", "true", "1"))


def read_messages(path: Path) -> Iterator[Message]:
    """Yield the messages of an export.

    Raises
    ------
    TableError
        Where the columns are not those of an export, or quoting breaks off.
    """
    with open_records(str(path), ",") as (_, records):
        header = next((record.cells for _, record in records if any(record.cells)), [])
        names = [name.strip().upper() for name in header]
        try:
            for name in COLUMNS:
                find_column(names, name)
        except TableError as error:
            raise TableError(f"{path}: {error} Expected messages.csv of a LinkedIn data export") from error
        for _, record in records:
            if any(cell.strip() for cell in record.cells):
                cells = dict.fromkeys(names, "") | dict(zip(names, record.cells, strict=False))
                yield _message(cells, [SHORT_ROW] if len(record.cells) < len(names) else [])


def _message(cells: dict[str, str], problems: list[str]) -> Message:
    def cell(name: str) -> str:
        return clean(" ".join(cells.get(name, "").split()))

    sender = Party(cell("FROM"), profile_key(cell("SENDER PROFILE URL")))
    date = _date(cell("DATE"))
    content = cells["CONTENT"]
    body, _ = without_quotes(plain_text(content) if looks_like_html(content) else content)
    problems += [problem for problem, met in ((NOT_DATED, not date), (NO_SENDER, not sender.key), (NO_TEXT, not body)) if met]
    draft = cell("IS MESSAGE DRAFT").lower() in _TRUE or cell("FOLDER").lower() == "drafts"
    return Message(
        channel="LinkedIn",
        id="",
        references=(),
        conversation=cell("CONVERSATION ID"),
        sender=sender,
        recipients=_recipients(cell("TO"), cell("RECIPIENT PROFILE URLS")),
        date=date,
        subject=cell("SUBJECT"),
        # Advertisements come as conversations of this title.
        automatic=cell("CONVERSATION TITLE").lower().startswith("sponsored"),
        unsent="drafts" if draft else "spam" if cell("FOLDER").lower() == "spam" else "",
        body=body,
        problems=tuple(problems),
    )


def profile_key(url: str) -> str:
    """Return the address of a profile in the one form in which it is compared."""
    return url.lower().rstrip("/").removeprefix("https://").removeprefix("http://").removeprefix("www.")


def _recipients(names: str, urls: str) -> tuple[Party, ...]:
    addresses = [profile_key(url) for url in urls.replace(",", " ").split()]
    # A name may hold a comma ("Ana Ruiz, PhD"), so that it is cut only where as many people have a profile.
    parts = [names] if len(addresses) == 1 else [part.strip() for part in names.split(",")]
    if len(parts) != len(addresses):
        addresses = [""] * len(parts)
    return tuple(Party(name, address) for name, address in zip(parts, addresses, strict=True) if name or address)


def _date(value: str) -> datetime | None:
    try:
        date = datetime.fromisoformat(value.removesuffix("UTC").strip())
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
