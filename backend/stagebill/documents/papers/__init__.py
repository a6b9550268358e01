"""Setting documents that are no invoice: what they say is read and set each time they are asked for."""
