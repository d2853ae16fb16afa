"""The audit of past outreach: how micro the asks were, what got replies, and with whom the relation has come how far.

Imports go one way: ``run`` -> ``summary`` -> ``drafts`` -> ``reading`` -> ``replies``, ``ladder``, ``shape`` ->
``statistics`` -> ``results``, and ``terminal``, ``page`` -> ``charts``, ``wording`` -> ``results``. The package is not called
``audit`` so that `microask.audit` stays the function, whatever is imported first.
"""

from .results import Audit
from .run import audit

__all__ = ["Audit", "audit"]
