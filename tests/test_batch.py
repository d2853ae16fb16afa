"""Tables in and out: nothing dropped, nothing half-written, the user's bytes as they were."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

import microask
from microask.cells import guard_formulas, write_cells
from microask.drafts import DraftTable
from microask.errors import TableError
from microask.rows import COLUMNS
from microask.tables import HEAD, Source, find_dialect

HEADER = ["id", "body"]
NAMES = [f"microask_{name}" for name in COLUMNS]
ASK = "Could you send me the seating plan for Saturday?"


def _run(tmp_path: Path, data: bytes, **options: object) -> tuple[list[list[str]], bytes, object]:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(data)
    report = microask.score_csv(source, target, "body", **options)  # type: ignore[arg-type]
    written = target.read_bytes()
    dialect = find_dialect(written)
    text = written[len(dialect.bom) :].decode(dialect.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter)), written, report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, line_end: str) -> None:
    text = line_end.join(["id,body", f'1,"{ASK} ☕"', "007,", "3,Thanks for the lovely card, "])
    rows, written, _ = _run(tmp_path, (text + line_end).encode(encoding))
    assert rows[0] == HEADER + NAMES
    assert rows[1][:2] == ["1", f"{ASK} ☕"]
    assert rows[2][0] == "007"
    assert written[:2] == text.encode(encoding)[:2]
    assert written.decode(encoding).count(line_end) == 4


def test_user_columns_come_back_byte_for_byte(tmp_path: Path) -> None:
    lines = ['id,"body"', '007,"a ""quoted"" cell, and\na new line"', " 1 , NA ", '"=2+2",x', "1e5,+44"]
    _, written, report = _run(tmp_path, "\n".join(lines).encode())
    position = 0
    for line in lines:
        position = written.index(line.encode(), position) + len(line)
    assert report.rows == 4  # type: ignore[attr-defined]


def test_ragged_rows_stay_and_are_reported(tmp_path: Path) -> None:
    rows, _, report = _run(tmp_path, f"id,body\n1\n2,{ASK},extra\n\n3,{ASK}\n".encode())
    assert len(rows) == 5
    assert rows[1][rows[0].index("microask_error")].startswith("row has 1 cells, the header has 2")
    assert "row has 3 cells" in rows[2][-1]
    assert rows[4][-1] == ""
    assert report.rows == 3  # type: ignore[attr-defined]
    assert "1 row: row has 1 cells" in str(report)


def test_empty_cells_and_strange_bytes(tmp_path: Path) -> None:
    rows, written, report = _run(tmp_path, b"id,body\n1,\n2,caf\xe9 menu\n3,a\x00b\n")
    assert [row[-1] for row in rows[1:2]] == ["empty cell"]
    assert b"caf\xe9 menu" in written
    assert report.notes == ["not UTF-8: read as Latin-1 (Windows-1252)"]  # type: ignore[attr-defined]
    assert len(rows) == 4


def test_delimiter_is_found_or_given(tmp_path: Path) -> None:
    rows, _, _ = _run(tmp_path, f"id;body\n1;{ASK}\n".encode())
    assert rows[0][:2] == HEADER
    rows, _, _ = _run(tmp_path, f"id\tbody\n1\t{ASK}\n".encode(), delimiter="\t")
    assert rows[1][:2] == ["1", ASK]


def test_gzip_in_and_out(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv.gz", tmp_path / "out.csv.gz"
    source.write_bytes(gzip.compress(f"id,body\n1,{ASK}\n".encode()))
    microask.score_csv(source, target, "body")
    assert gzip.decompress(target.read_bytes()).decode().startswith("id,body,microask_value")


@pytest.mark.parametrize("name", ["in.csv", "in.csv.gz"])
def test_progress_tells_the_share_that_is_done(tmp_path: Path, name: str) -> None:
    data = b"body\n" + b"Thanks a lot.\n" * 300
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    told: list[tuple[int, float | None]] = []
    microask.score_csv(tmp_path / name, tmp_path / "out.csv", "body", progress=lambda *now: told.append(now))
    assert [rows for rows, _ in told] == list(range(1, 301))
    shares = [share for _, share in told if share is not None]
    assert len(shares) == 300
    assert shares == sorted(shares)
    assert shares[-1] == 1
    if name == "in.csv":
        assert shares[149] == pytest.approx(0.5, abs=0.01)


def test_subject_column_and_prefix(tmp_path: Path) -> None:
    data = f"id,subject,body\n1,The seating plan,{ASK}\n".encode()
    rows, _, _ = _run(tmp_path, data, subject_column="subject", prefix="m_")
    assert rows[0][3] == "m_value"
    assert float(rows[1][3]) == pytest.approx(float(microask.score(ASK, "The seating plan")), abs=1e-4)


def test_our_cells_are_never_formulas(tmp_path: Path) -> None:
    rows, _, _ = _run(tmp_path, b'id,body\n1,"=HYPERLINK(1) could you send me the plan?"\n2,"@Jo could you send me the plan?"\n')
    for row in rows[1:]:
        assert not any(cell.startswith(("=", "@", "+", "\t")) for cell in row[2:])


@pytest.mark.parametrize("cell", ["one\ntwo", "one\rtwo", 'a "b"', "a,b", ""])
def test_cells_with_line_breaks_stay_cells(cell: str) -> None:
    assert list(csv.reader(io.StringIO(write_cells([cell, "x"], ",") + "\n", newline=""))) == [[cell, "x"]]


def test_two_jobs_write_the_same_bytes(tmp_path: Path) -> None:
    data = ("id,body\n" + "".join(f"{i},{ASK} {i}\n" for i in range(600))).encode()
    assert _run(tmp_path, data)[1] == _run(tmp_path, data, n_jobs=2)[1]


MEGABYTES = "Could you send me the plan? " * 100_000
BROKEN = {
    "a quote that closes early": (f'1,"{ASK}" he said\n2,{ASK}\n', ["a quote inside a cell that is not doubled", ""]),
    "a quote that never closes": (
        f'1,"{ASK}\n2,{ASK}\n3,"Thanks, all"\n',
        ["a quoted cell that is never closed", "", ""],
    ),
    "a quote that nothing closes": (f'1,{ASK}\n2,"{ASK}\n3,{ASK}\n', ["", "a quoted cell that is never closed", ""]),
    "a cell of megabytes": (f"1,{MEGABYTES}\n2,{ASK}\n", ["truncated: ", ""]),
    "NUL": (f"1,Could you\0 send me the plan?\n2,{ASK}\n", ["control characters", ""]),
    "HTML": (f'1,"<p>{ASK}</p>"\n2,{ASK}\n', ["HTML: ", ""]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_bad_row_has_its_error_and_stays(tmp_path: Path, name: str) -> None:
    data, errors = BROKEN[name]
    _, written, report = _run(tmp_path, f"id,body\n{data}".encode())
    lines = written.decode().splitlines()[1:]
    for line, raw, error in zip(lines, data.splitlines(), errors, strict=True):
        assert line.startswith(f"{raw},")
        assert error in line[len(raw) :] if error else line.endswith(",")
    assert report.rows == len(errors)  # type: ignore[attr-defined]


def test_the_ask_of_a_good_row_behind_a_bad_one_is_found(tmp_path: Path) -> None:
    _, written, _ = _run(tmp_path, f'id,body\n1,"open\n2,{ASK}\n'.encode())
    assert f"{ASK}," in written.decode().splitlines()[2][len(f"2,{ASK},") :]


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("utf-16-le", ["read as UTF-16 without a byte order mark"]),
        ("utf-16-be", ["read as UTF-16 without a byte order mark"]),
        ("utf-16", ["read as UTF-16"]),
        ("utf-32", ["read as UTF-32"]),
        ("cp1252", ["not UTF-8: read as Latin-1 (Windows-1252)"]),
        ("utf-8-sig", []),
        ("utf-8", []),
    ],
)
def test_encodings_are_found_out_reported_and_kept(tmp_path: Path, encoding: str, note: list[str]) -> None:
    text = f"id,body\r\n1,Caf\u00e9 \u201cR\u00e9gent\u201d: {ASK}\r\n"
    _, written, report = _run(tmp_path, text.encode(encoding))
    assert report.notes == note  # type: ignore[attr-defined]
    header, row, rest = written.decode(encoding).split("\r\n")
    assert (header[:8], rest) == ("id,body,", "")
    assert row.startswith(text.split("\r\n")[1] + ",0.")
    assert row.count(ASK) == 2


def test_a_stray_byte_late_in_a_utf8_table_is_read_as_latin1_in_its_row(tmp_path: Path) -> None:
    filling = b"id,body\n" + (b"0," + b"x" * HEAD + b"\n")
    (tmp_path / "in.csv").write_bytes(filling + b"1,Could you book Caf\xe9 Luna?\n")
    with (tmp_path / "in.csv").open("rb") as opened:
        table = _table_of(opened.read())
    *_, last = table.drafts()
    assert (last.text, last.error) == ("Could you book Caf\u00e9 Luna?", "bytes that are not UTF-8, read as Latin-1")
    assert table.waiting[-1].raw.encode(errors="surrogateescape") == b"1,Could you book Caf\xe9 Luna?"


def _table_of(data: bytes) -> DraftTable:
    dialect = find_dialect(data[:HEAD])
    stream = io.BufferedReader(io.BytesIO(data))  # type: ignore[arg-type]
    return DraftTable(Source(stream, data[:HEAD], None), dialect, "in.csv", "body", None)


@pytest.mark.parametrize(
    ("first", "delimiter"),
    [
        (b"id,body\n", ","),
        (b'"a, b, c";body\n', ";"),
        (b"\r\nid\tbody\n", "\t"),
        (b"a|b|c,d\n", "|"),
        (b"body\n", ","),
        (b"", ","),
    ],
)
def test_delimiters(first: bytes, delimiter: str) -> None:
    assert find_dialect(first).delimiter == delimiter


@pytest.mark.parametrize(
    ("raw", "guarded"),
    [
        ("1,hello", "1,hello"),
        ("=2+2,x", "'=2+2,x"),
        ("1,\"=cmd|' /C calc'!A0, x\",+44 20 7946", "1,\"'=cmd|' /C calc'!A0, x\",'+44 20 7946"),
        ("-5,+1.5,-2e3,-5%", "-5,+1.5,-2e3,-5%"),
        ('"say ""hi"",=2",@jo', '"say ""hi"",=2",\'@jo'),
        ('"=a" b,\uff1d2', "\"'=a\" b,'\uff1d2"),
        (",,\tx,", ",,'\tx,"),
        ('"open,=1', "\"open,'=1"),
    ],
)
def test_guard_formulas(raw: str, guarded: str) -> None:
    assert guard_formulas(raw, ",") == guarded


def test_formulas_of_the_user_are_guarded_on_request_alone(tmp_path: Path) -> None:
    data = f'=id,body\n=2+2,"-- {ASK}"\n'.encode()
    assert _run(tmp_path, data)[1].startswith(b"=id,body,")
    rows, written, _ = _run(tmp_path, data, guard=True)
    assert written.startswith(b"'=id,body,")
    assert rows[1][:2] == ["'=2+2", f"'-- {ASK}"]


def test_the_best_rewrite_and_its_gain(tmp_path: Path) -> None:
    draft = "Could you be my mentor?"
    rows, _, _ = _run(tmp_path, f"id,body\n1,{draft}\n2,Thank you for the card.\n".encode(), suggest=True)
    best = microask.suggest(draft).rewrites[0]
    assert rows[0][-2:] == ["microask_rewrite", "microask_gain"]
    assert rows[1][-2:] == [best.text, f"{best.gain:+.4f}"]
    assert rows[2][-2:] == ["", ""]


def test_a_row_that_breaks_the_scoring_is_marked_and_tells_nothing_of_the_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(pairs: list[tuple[str, str | None]], **_: object) -> object:
        if any("plum" in text for text, _ in pairs):
            raise ZeroDivisionError(pairs)
        return score_pairs(pairs)

    analyzer = microask.load()
    score_pairs = analyzer.score_pairs
    monkeypatch.setattr(analyzer, "score_pairs", broken)
    rows, _, report = _run(tmp_path, f"id,body\n1,{ASK}\n2,a plum\n3,{ASK}\n".encode(), analyzer=analyzer)
    assert [row[-1] for row in rows[1:]] == ["", "not scored: ZeroDivisionError", ""]
    assert rows[1][2:] == rows[3][2:]
    assert str(report).startswith("2 rows scored")


def test_devices_are_written_and_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text(f"body\n{ASK}\n")
    assert microask.score_csv(tmp_path / "in.csv", "/dev/null", "body").rows == 1
    assert Path("/dev/null").is_char_device()


def test_the_table_itself_may_be_replaced_and_keeps_its_rights(tmp_path: Path) -> None:
    real, link = tmp_path / "real.csv", tmp_path / "link.csv"
    real.write_text(f"body\n{ASK}\n")
    real.chmod(0o600)
    link.symlink_to(real)
    microask.score_csv(link, link, "body")
    assert real.read_text().startswith("body,microask_value")
    assert link.is_symlink()
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,text\n1,hello\n", "no column 'body'; the columns are: id, text"),
        (b"id,bdy\n1,hello\n", "Did you mean 'bdy'"),
        (b"", "expected a header line"),
        (b"body,body\n1,2\n", "stands 2 times"),
        (b"id,body,microask_value\n1,2,3\n", "--prefix"),
        (b'id,"body\n1,never closed\n2,x\n', "header line has a quoted cell that is never closed"),
        (b"\xff\xfei\x00d\x00,\x00b\x00o\x00d\x00y\x00\n\x00a\x00,\x00b", "breaks off as utf-16"),
        (gzip.compress(b"id,body\n1,hello\n" * 999)[:-20], "damaged gzip"),
    ],
)
def test_errors_name_the_fix_and_leave_the_old_file(tmp_path: Path, data: bytes, message: str) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(data)
    target.write_text("old")
    with pytest.raises(TableError, match=message.replace("(", r"\(")):
        microask.score_csv(source, target, "body")
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_an_interrupt_leaves_the_old_file(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id,body\n" + f"1,{ASK}\n" * 20)
    target.write_text("old")

    def interrupt(rows: int, share: float | None) -> None:
        if rows == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        microask.score_csv(source, target, "body", progress=interrupt)
    assert target.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv"]


def test_no_such_file_and_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="check the path"):
        microask.score_csv(tmp_path / "none.csv", tmp_path / "out.csv", "body")
    (tmp_path / "in.csv").write_text("body\nhello\n")
    with pytest.raises(TableError, match="No such file or directory; check the path"):
        microask.score_csv(tmp_path / "in.csv", tmp_path / "none" / "out.csv", "body")
