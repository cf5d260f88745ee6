"""What all platforms share: describing a call, performing it, reading its answer.

Nothing in this package knows a platform, and only `blocking` and `awaiting` touch a socket, a clock or a lock.
"""
