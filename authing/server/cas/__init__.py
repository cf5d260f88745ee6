"""The CAS server: login at `/cas-idp/…`, and the validation of tickets."""
