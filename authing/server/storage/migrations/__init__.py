"""How the tables came to be, step by step; `authing.server.storage.upgrading` runs them."""
