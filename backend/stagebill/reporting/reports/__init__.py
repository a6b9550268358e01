"""Reports: what stands and what moved, in the sums that the lists show."""
