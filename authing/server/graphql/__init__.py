"""The GraphQL door: `POST /graphql/v2`."""
