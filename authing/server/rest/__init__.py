"""The REST door: paths under `/api/v2`, answered with an envelope of code, message and data."""
