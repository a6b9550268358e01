"""What a device that was shut out still hands in: kept whole, until the office takes or declines it."""
