"""What a device out of service still hands in: kept in full until the office accepts or declines it."""
