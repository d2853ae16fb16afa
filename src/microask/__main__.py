"""``python -m microask`` is the command line."""

from .cli import main

main()
