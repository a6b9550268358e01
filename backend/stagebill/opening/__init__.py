"""Jobs that were begun elsewhere: what is billed, held back and paid before Stagebill knows of them."""
