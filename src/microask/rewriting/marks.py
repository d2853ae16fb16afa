"""The marks by which bullets and the ends of clauses are known."""

from __future__ import annotations

import re

BULLET = re.compile(r"\s*(?:[-*•·–—]|\(?\d{1,2}[.)])\s")
CLAUSE_END = re.compile(r"[,;:.!?–—\n]|\s-\s")
