"""The errors that microask raises.

::

    MicroaskError
    ├── InputTypeError (TypeError)       a text, subject or stage of the wrong type
    ├── InputValueError (ValueError)     an argument out of its range, such as an unknown stage
    ├── ModelNotFoundError (FileNotFoundError)  no trained artefacts in any of the places looked at
    ├── ModelError (ValueError)          artefacts that are damaged or made for another version
    ├── TableError (ValueError)          a table that cannot be read as described
    ├── LearningError (ValueError)       own outcomes that nothing can be learned from
    ├── WorkerError (RuntimeError)       worker processes or a cluster that cannot do their work
    ├── MissingExtraError (ImportError)  an optional package that is not installed
    └── CorpusError (ValueError)         a corpus file that breaks its schema

Every message says what was wrong, what was expected and what to do. No message contains the text of a draft.
"""


class MicroaskError(Exception):
    """Base of all errors that microask raises on purpose."""


class InputTypeError(MicroaskError, TypeError):
    """An argument has the wrong type."""


class InputValueError(MicroaskError, ValueError):
    """An argument has the right type and an impossible value."""


class ModelNotFoundError(MicroaskError, FileNotFoundError):
    """The trained artefacts are in none of the places looked at."""


class ModelError(MicroaskError, ValueError):
    """The trained artefacts are damaged or do not fit this version of microask."""


class TableError(MicroaskError, ValueError):
    """A table cannot be read or written as asked."""


class LearningError(MicroaskError, ValueError):
    """Own outcomes are too few, or say too little, to learn from."""


class WorkerError(MicroaskError, RuntimeError):
    """Worker processes or a cluster cannot be reached, do not stay alive, or are not set up for the work."""


class MissingExtraError(MicroaskError, ImportError):
    """A package that this part of microask needs is not installed; names the extra that brings it."""


class CorpusError(MicroaskError, ValueError):
    """A corpus file breaks its schema."""
