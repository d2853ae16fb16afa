"""The marks by which bullets, the ends of clauses and pictures are known."""

from __future__ import annotations

import re

BULLET = re.compile(r"\s*(?:[-*•·–—]|\(?\d{1,2}[.)])\s")
CLAUSE_END = re.compile(r"[,;:.!?–—\n]|\s-\s")
#: Emoji and other pictures, with what joins and varies them.
PICTURE = "[\u2190-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]"
