"""The pay links of open invoices, fetched ahead by phones, which show their codes without signal."""
