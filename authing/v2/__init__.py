"""Authing v2, at the import paths that its users know: `authing.v2.management`, `.authentication`, `.exceptions`."""
