"""An invoice bills a stage of a job: a percent, a fixed amount, or the rest, never above 100% of it.

The cap is in `progress.py`; what an issued invoice may still become is in `invoice.py`; its status is a pure
function of the ledger in `status.py`.
"""
