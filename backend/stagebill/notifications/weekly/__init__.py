"""The weekly mail to the office: who gets it and when; what stands in it is reporting's."""
