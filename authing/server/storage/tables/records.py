"""What happened: the log of operations, and principal authentication."""
