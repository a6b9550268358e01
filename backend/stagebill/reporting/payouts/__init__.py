"""What processors sent to the bank, what is in each payout, and what has not been sent yet."""
