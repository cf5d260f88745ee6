"""Tenants, identity providers elsewhere, devices, second factors and events."""
