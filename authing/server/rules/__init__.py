"""The domain: what may be done, by whom, and what comes of it. No HTTP and no SQL in here.

Every rule takes a `Context` (the service and the caller), opens its own transactions, and raises `Refusal` and nothing else
for whatever the caller did wrong.
"""
