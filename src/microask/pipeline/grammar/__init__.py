"""The closed grammar of numbers, durations and dates, on characters; its data are in ``lexicons/quantities.toml``.

It reads characters and not tokens, so that "1h30" and "15min" come out alike under any tokenizer.
"""

from .counts import numbers
from .dates import dates
from .durations import durations
from .numerals import Quantity, number_value

__all__ = ["Quantity", "dates", "durations", "number_value", "numbers"]
