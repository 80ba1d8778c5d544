"""Draft a source: the rows of its mentions, its entry and its text, for a reader to decide on."""
