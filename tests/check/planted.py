"""Rows that a planted violation names."""

SOME_INVOICE = "(SELECT id FROM invoice WHERE number_seq = 1 AND series = 'invoice')"
SOME_PAYMENT = "(SELECT id FROM payment ORDER BY amount_minor DESC LIMIT 1)"
STRANGER = "'00000000-0000-7000-8000-00000000dead'"
OF_A_STRANGER = '\'[{"line_item_id": "00000000-0000-7000-8000-00000000dead", "base_minor": 4619}]\''
