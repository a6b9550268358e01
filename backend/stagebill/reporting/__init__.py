"""What happened and how things stand, read from what the other slices wrote. Nothing here writes."""
