"""The authenticators under the import paths that zitadel_client has for them; they are made in `authenticators.py`."""
