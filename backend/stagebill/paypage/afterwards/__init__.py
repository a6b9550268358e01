"""What happens with money after a processor took it: refunds, disputes, debits that come back, fees."""
