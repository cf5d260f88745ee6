"""Pages for people with a browser: login, consent, logout."""
