"""Variables and white lists of pools."""
