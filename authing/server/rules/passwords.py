"""Hashing passwords with argon2id, and judging their strength."""

from __future__ import annotations

import os
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING

from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError

from authing.server.rules.refusal import Code, Refusal

if TYPE_CHECKING:
    from authing.server.settings import Argon2Costs

SHORTEST = 6
KINDS = tuple(re.compile(pattern) for pattern in ("[A-Za-z]", "[0-9]", "[^A-Za-z0-9]"))


class Hash(str):
    """The hash of a password, which knows how strong the password is: from 1 to 3."""

    __slots__ = ("level",)
    level: int


class Passwords:
    """Argon2id with the given costs, at most one computation per processor at a time."""

    def __init__(self, costs: Argon2Costs) -> None:
        self._hasher = PasswordHasher(
            time_cost=costs.iterations, memory_cost=costs.memory_kib, parallelism=costs.parallelism, type=Type.ID
        )
        # More at once than processors finishes none of them sooner and multiplies the memory. Threads that do nothing else,
        # because one that comes from hashing would have to wait for the interpreter's lock before the next could begin.
        self._workers = ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="authing-hashing")

    def hash(self, password: str) -> Hash:
        """The hash of a password, with its own salt and costs inside."""
        hashed = Hash(self._workers.submit(self._hasher.hash, password).result())
        hashed.level = level(password)
        return hashed

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether a password belongs to a stored hash; without one, the same work is done for nothing."""
        try:
            self._workers.submit(self._hasher.verify, stored or self._nobody, password).result()
        except (Argon2Error, InvalidHashError):
            return False
        return stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other costs than those of now."""
        return self._hasher.check_needs_rehash(stored)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))


def is_hash(text: str) -> bool:
    """Whether a text is an argon2 hash, and so can be imported as it is."""
    try:
        extract_parameters(text)
    except InvalidHashError:
        return False
    return True


def require_length(password: str) -> None:
    """Refuse a password that is too short for any account."""
    if len(password) < SHORTEST:
        raise Refusal(Code.PASSWORD_TOO_SHORT)


def level(password: str) -> int:
    """How strong a password is, as clients compute it.

    High (3) are 12 characters with small and capital letters and digits, middle (2) are 8 with letters and digits, all else low (1).
    """
    small, capital, digit = (bool(re.search(kind, password)) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    if len(password) >= 12 and small and capital and digit:
        return 3
    return 2 if len(password) >= 8 and (small or capital) and digit else 1


def is_strong(password: str, level: int) -> bool:
    """Whether a password satisfies a pool's rule.

    Level 0 takes any, 1 needs six characters, 2 and 3 need also two or three of: letters, digits, other signs. This is advice
    for sign-up forms; what an account must have in any case is `require_length`.
    """
    if level == 0:
        return True
    kinds = sum(1 for kind in KINDS if kind.search(password))
    return len(password) >= SHORTEST and kinds >= level
