"""User-defined fields and their values."""
