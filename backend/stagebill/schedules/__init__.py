"""A payment schedule plans a job's stages ahead: what each bills, and what makes it ready to bill.

What a plan comes to is in `jobs/schedule.py`, because the job shows it; how it may change is in `plan.py`.
"""
