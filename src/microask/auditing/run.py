"""`microask.audit`: a table in, an audit out, and the page where one is wanted."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from ..errors import InputValueError
from ..targets import open_target
from .reading import read_messages
from .results import Audit
from .summary import summarize
from .table import Columns, open_table

if TYPE_CHECKING:
    from ..analyzer import Analyzer


def audit(
    source: str | os.PathLike[str],
    text_column: str | None = None,
    outcome_column: str | None = None,
    *,
    date_column: str | None = None,
    contact_column: str | None = None,
    channel_column: str | None = None,
    subject_column: str | None = None,
    html: str | os.PathLike[str] | None = None,
    n_jobs: int = 1,
    delimiter: str | None = None,
    analyzer: Analyzer | None = None,
    progress: Callable[[int], None] | None = None,
) -> Audit:
    """Find out what past outreach shows: how micro the asks were, what went with replies, who is owed a report-back.

    Parameters
    ----------
    source : str or path-like
        CSV or TSV, also gzip; ``-`` for standard input. `microask collect` writes one.
    text_column, outcome_column, date_column, contact_column, channel_column, subject_column : str, optional
        Default: ``body``, ``replied``, ``date``, ``contact``, ``channel`` and ``subject``, where the table has them; only the
        text has to be there. Outcomes are yes or no, true or false, 1 or 0, or empty where not known; dates are ISO 8601.
    html : str or path-like, optional
        Write the report as one self-contained page, whole or not at all (extra ``audit``).
    n_jobs : int
        Worker processes; see `Analyzer.score_many`.
    delimiter : str, optional
        Default: found out from the first line.
    analyzer : Analyzer, optional
        Default: the one of the package.
    progress : callable, optional
        Called with the number of messages done.

    Returns
    -------
    Audit

    Raises
    ------
    TableError
        No such file or column, or an outcome that is none; names the line. No page is written then.
    InputValueError
        The page is wanted and the extra ``audit`` is not installed.

    Notes
    -----
    Texts are let go as soon as they are scored, but for the ten most macro and one a contact that answered.
    """
    columns = Columns(text_column, outcome_column, date_column, contact_column, channel_column, subject_column)
    with ExitStack() as stack:
        table = stack.enter_context(open_table(source, columns, delimiter))
        if html is not None:
            try:
                from .page import render_page  # noqa: PLC0415  # behind the extra
            except ModuleNotFoundError as error:
                raise InputValueError(
                    f'the page needs {error.name}: pip install "microask[audit]", or leave the page out'
                ) from error
            target = stack.enter_context(open_target(os.fspath(html)))
        if analyzer is None:
            from ..api import default_analyzer  # noqa: PLC0415  # the table is checked before a model is loaded

            analyzer = default_analyzer()
        result = summarize(read_messages(table, analyzer, n_jobs, progress), table.present, analyzer, table.note)
        if html is not None:
            target.write(render_page(result).encode("utf-8", "replace"))
    return result
