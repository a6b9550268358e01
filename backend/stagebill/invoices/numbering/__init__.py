"""Which number a document gets: none is printed twice, whatever the series."""
