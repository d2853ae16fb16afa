"""Corpus, fitting and evaluation; nothing on the scoring path imports this package."""
