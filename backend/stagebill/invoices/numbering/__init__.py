"""Which number a document gets: none is used twice, whatever the series."""
