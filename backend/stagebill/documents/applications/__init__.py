"""Applications for payment: what one invoice asks for, shown against the whole contract, line by line."""
