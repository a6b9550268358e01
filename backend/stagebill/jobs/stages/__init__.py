"""The planned stages of jobs as they are read, with the invoices that bill them, and the jobs' deposits."""
