"""Change orders: work that is added to a running job, or taken off it, and the customer's approval.

A change order counts only once it is approved. Then its lines become lines of the job beside the original
ones, which are never touched (D-38).
"""
