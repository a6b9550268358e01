"""Reminders by plan: on which days, of what, to whom; what holds them back; what comes next."""
