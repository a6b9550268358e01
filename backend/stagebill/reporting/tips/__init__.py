"""Tips: what customers added for the crew, by technician and day."""
