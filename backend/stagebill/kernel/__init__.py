"""Kernel: ids, money, time, refusals, records, configuration, database. It knows nothing of the business."""
