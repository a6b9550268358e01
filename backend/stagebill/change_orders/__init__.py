"""Change orders: work that is added to a running job, or taken off it, and the customer's yes to it.

Nothing of a change order counts before it is approved. Then its lines become lines of the job beside those
first agreed on, which are never touched (D-38).
"""
