"""Resources, policies and permissions."""
