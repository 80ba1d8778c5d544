"""The gate: every number of a draft against the verdicts of the ledger, before it is printed.

``drafts`` reads a draft and hides what isn't running text, ``facts`` collects what the ledger holds,
``wording`` finds the names near a number, ``matching`` compares, and ``gate`` gives the findings their places.
"""
