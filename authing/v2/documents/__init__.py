"""The GraphQL documents, as constants, a module per domain. Tests check every one of them against the schema."""
