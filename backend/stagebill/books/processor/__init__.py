"""What a processor does with money after it took it, as entries: payouts to the bank, disputes."""
