"""The lines of jobs as they are read, with what is billed of each; and where a job stood before."""
