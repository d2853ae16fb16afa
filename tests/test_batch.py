"""Tables in and out: nothing dropped, nothing half-written, the user's bytes as they were."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

import microask
from microask.batch import COLUMNS
from microask.errors import TableError
from microask.tables import find_dialect, write_cells

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
    assert "1 rows: row has 1 cells" in str(report)


def test_empty_cells_and_strange_bytes(tmp_path: Path) -> None:
    rows, written, report = _run(tmp_path, b"id,body\n1,\n2,caf\xe9 menu\n3,a\x00b\n")
    assert [row[-1] for row in rows[1:2]] == ["empty cell; empty: there are no words of the sender's own to score"]
    assert b"caf\xe9 menu" in written
    assert report.notes == ["not UTF-8: read as Latin-1"]  # type: ignore[attr-defined]
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


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"id,text\n1,hello\n", "no column 'body'; the columns are: id, text"),
        (b"id,bdy\n1,hello\n", "Did you mean 'bdy'"),
        (b"", "expected a header line"),
        (b"body,body\n1,2\n", "stands 2 times"),
        (b"id,body,microask_value\n1,2,3\n", "--prefix"),
        (b'id,body\n1,"never closed\n2,x\n', "line 2"),
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

    def interrupt(rows: int) -> None:
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
    with pytest.raises(TableError, match="choose another folder"):
        microask.score_csv(tmp_path / "in.csv", tmp_path / "none" / "out.csv", "body")
