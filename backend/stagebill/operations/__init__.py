"""Is it alive, can it take money, and what waits: for supervisors, load balancers and whoever is on call."""
