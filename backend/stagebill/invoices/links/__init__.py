"""The pay links of open invoices, fetched ahead by phones: their codes are shown where there is no signal."""
