"""What a request does, and who does it: the line of the log that its transaction writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from authing.server.storage import records

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from authing.server.rules.service import Caller
    from authing.server.storage.tables.accounts import Account
    from authing.server.storage.tables.pools import Application, Pool

LOGIN, REGISTER = "login", "register"
VERIFY, LOGOUT = "verifyMfa", "logout"
NAMES = {
    "loginByEmail": LOGIN,
    "loginByUsername": LOGIN,
    "loginByPhoneCode": LOGIN,
    "loginByPhonePassword": LOGIN,
    "loginBySubAccount": LOGIN,
    "POST /api/v2/ldap/verify-user": LOGIN,
    "POST /api/v2/ad/verify-user": LOGIN,
    "POST /api/v2/qrcode/userinfo": LOGIN,
    "registerByEmail": REGISTER,
    "registerByUsername": REGISTER,
    "registerByPhoneCode": REGISTER,
    "GET /api/v2/logout": LOGOUT,
    "GET /logout": LOGOUT,
    "POST /api/v2/mfa/totp/verify": VERIFY,
    "POST /api/v2/mfa/totp/recovery": VERIFY,
    "POST /api/v2/mfa/face/verify": VERIFY,
    "POST /api/v2/applications/mfa/sms/verify": VERIFY,
    "POST /api/v2/applications/mfa/email/verify": VERIFY,
    "updateUser": "updateUserinfo",
    "updateUserpool": "userpool:UpdateConfig",
    "POST /api/v2/orgs/import": "importUser",
}
"""What the log calls operations; all others go by their GraphQL field, or by the method and path of their endpoint."""

DONE = 200


@dataclass
class Act:
    """One operation of a request. The doors name it; the rules fill in the rest as they find it out.

    Attributes:
        operation: The GraphQL field, or the method and path of the endpoint; None for what is not logged.
        pool_id: The pool that it is about; without one, nothing is logged.
        operator_id: The user who acts, or the owner of the pool where a manager does.
        application_id: The application that the user came by.
        by_manager: Whether a manager acts.
        client_ip: The address of the user, where it is not that of the caller.
    """

    operation: str | None = None
    pool_id: str | None = None
    operator_id: str | None = None
    application_id: str | None = None
    by_manager: bool = False
    client_ip: str | None = None

    def is_managed(self, pool: Pool) -> None:
        """Note that a manager of this pool acts."""
        self.pool_id, self.operator_id, self.by_manager = pool.id, pool.owner_id, True

    def is_in(self, pool: Pool, application: Application | None, operator_id: str | None = None) -> None:
        """Note in which pool and application somebody acts, and who if that is known."""
        self.pool_id, self.application_id = pool.id, application.id if application else None
        self.operator_id, self.by_manager = operator_id, False

    def is_by(self, account: Account | None, operation: str, client_ip: str | None) -> None:
        """Note which user enters, if it exists, and how."""
        self.operation, self.operator_id, self.client_ip = operation, account.id if account else None, client_ip

    def write(self, db: Session, caller: Caller, now: datetime, code: int = DONE) -> None:
        """Put the operation into the log, once."""
        operation, self.operation = self.operation, None
        if operation is None or self.pool_id is None:
            return
        line: dict[str, Any] = {
            "pool_id": self.pool_id,
            "by_manager": self.by_manager,
            "operation": NAMES.get(operation, operation),
            "operator_id": self.operator_id,
            "application_id": self.application_id,
            "client_ip": self.client_ip or caller.ip,
            "user_agent": caller.user_agent and caller.user_agent[:500],
            "path": caller.path,
            "request_id": caller.request_id,
            "result_code": code,
            "created_at": now,
        }
        records.add(db, line)
