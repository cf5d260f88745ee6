"""What applications have: agreements, access records, accounts of programs."""
