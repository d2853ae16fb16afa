"""The language server for editors; needs the extra ``lsp``.

Imports go one way: ``server`` -> ``buffers`` -> ``lines``, ``drafts``; ``server`` -> ``actions``, ``findings`` -> ``drafts``.

lines      positions as the protocol counts them
drafts     which part of a document is the sender's message
findings   diagnostics and hovers, in offsets of the document
actions    edits and whole rewrites, in offsets of the document
buffers    the open documents, each with the analysis of its latest version
settings   what the editor may configure
server     the above in the protocol's terms
"""
