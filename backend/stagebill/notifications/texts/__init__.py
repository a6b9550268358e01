"""Texts to customers: only with their consent, by the company's account at Twilio, at decent hours."""
