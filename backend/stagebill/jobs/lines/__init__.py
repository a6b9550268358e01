"""Job lines as they are read, with what is billed of each; and where a job stood before."""
