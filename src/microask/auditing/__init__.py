"""The audit of past outreach: how micro the asks were, what got replies, and with whom the relation has come how far.

One-way: ``run`` -> ``page``, ``charts`` -> ``wording`` -> ``summary`` -> ``replies``, ``ladder``, ``shape`` -> ``statistics`` -> ``results``. The package is
not called ``audit`` so that `microask.audit` stays the function, whatever is imported first.
"""

from .results import Audit
from .run import audit

__all__ = ["Audit", "audit"]
