"""Jobs that started elsewhere: what was billed, held back and paid before Stagebill knew of them."""
