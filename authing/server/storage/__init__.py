"""Tables, transactions and queries: the only SQL of the server."""
