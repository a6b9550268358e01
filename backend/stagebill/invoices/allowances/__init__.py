"""What of jobs is lent to phones, as it is read."""
