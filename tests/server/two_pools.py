"""The two pools that the servers of the tests begin with, and hashes that cost next to nothing."""

from __future__ import annotations

from authing.server import Argon2Costs

CHEAP = Argon2Costs(memory_kib=64, iterations=1)
HOME = {
    "pool": {"id": "a" * 24, "secret": "1" * 32},
    "application": {"id": "b" * 24, "secret": "2" * 32},
}
NEIGHBOUR = {
    "pool": {"id": "c" * 24, "secret": "3" * 32, "name": "Neighbour"},
    "application": {"id": "d" * 24, "secret": "4" * 32},
    "users": [{"id": "e" * 24, "username": "neighbour", "email": "neighbour@example.com", "password": "Passw0rd!"}],
    "roles": [{"code": "neighbourly", "users": ["neighbour"]}],
}
