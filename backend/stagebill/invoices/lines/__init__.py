"""Invoice lines as they are read: what each bills, and where each line of a job stands."""
