"""Is it alive, can it take money, and what is waiting: for supervisors, load balancers and whoever is on
call.
"""
