"""How a local server is set up: one frozen object, read nowhere else but from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Seed = str | Path | Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""A YAML or JSON file, one pool as a mapping, or several pools as a list of mappings."""


@dataclass(frozen=True)
class Argon2Costs:
    """What one password hash costs; a login with other costs than these hashes the password anew.

    Attributes:
        memory_kib: Memory in KiB.
        iterations: Passes over that memory.
        parallelism: Lanes computed at the same time.
    """

    memory_kib: int = 19 * 1024
    iterations: int = 2
    parallelism: int = 1


@dataclass(frozen=True)
class Settings:
    """Everything that can be chosen about a local server.

    Attributes:
        database: Path of an SQLite file, or a URL such as `postgresql+psycopg://user@host/name`. None, for `LocalServer`
            only, is a temporary file.
        seed: What the database holds at first and after a reset; see `authing.server.rules.seed`.
        argon2: The cost of hashing a password.
        local_switches: Whether `/_local/…` exists (for loopback clients only, in any case).
        classic_login_codes: Answer 2004 for an unknown account and 2006 for a wrong password, instead of 2333 for both.
        body_limit: Bytes that a request's body may have.
        management_token_life: Seconds a management token is valid; clients ask anew when less than an hour is left.
        application_token_life: Seconds a user's token is valid in a newly made application.
        pool_token_life: Seconds a user's token is valid without an application, in a newly made pool.
        sms_code_life: Seconds a code that was sent by SMS is good.
        smtp: URL of the mail server that mails are given to, `smtp://user:password@host:port`; also `smtp+starttls://` and
            `smtps://`. None leaves them in the outbox alone.
        busy_timeout: Seconds to wait for a locked database before answering code 1000.
        allowed_hosts: Names that the Host header may have; empty for those of this machine, or any where others are served.
    """

    database: str | None = None
    seed: Seed | None = field(default=None, repr=False)
    argon2: Argon2Costs = Argon2Costs()
    local_switches: bool = True
    classic_login_codes: bool = False
    body_limit: int = 1024 * 1024
    management_token_life: int = 7200
    application_token_life: int = 1209600
    pool_token_life: int = 1296000
    sms_code_life: int = 60
    smtp: str | None = field(default=None, repr=False)
    busy_timeout: float = 3.0
    allowed_hosts: tuple[str, ...] = ()
