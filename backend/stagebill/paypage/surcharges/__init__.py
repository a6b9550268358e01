"""Card surcharges on the pay page: when there is one, how it is shown, and what is said of it."""
