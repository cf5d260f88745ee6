"""What all platforms share: describing a call, performing it, reading its answer.

Nothing in this package knows a platform. Only `blocking` and `awaiting` touch a socket or a clock, and with `sharing`
a lock.
"""
