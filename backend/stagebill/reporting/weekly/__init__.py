"""What stands in the weekly mail: the figures of the reports and lists, for the week that is over."""
