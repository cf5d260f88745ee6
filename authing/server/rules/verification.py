"""Links that verify e-mail addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import mail, tokens
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import accounts, codes

if TYPE_CHECKING:
    from authing.server.rules.service import Context

OPERATION = "verifyEmail"


def verify_email(context: Context, token: str) -> str:
    """Use the token of a link: the address that it was sent to is verified, if a user of the pool has it. The answer is the address.

    Raises:
        Refusal: LINK_EXPIRED also for a token that is used, was replaced by a newer one, or never was one.
    """
    now = context.service.now()
    act = context.doing(OPERATION)
    with act.writing() as db:
        found = codes.spend_link(db, tokens.digest(token), mail.LINKS, now)
        if found is None:
            raise Refusal(Code.LINK_EXPIRED)
        act.act.pool_id = found.pool_id
        # Locked: a user who changes the address at the same time has not verified the new one.
        account = accounts.having(db, found.pool_id, "email", [found.address], lock=True).get(found.address)
        if account is not None:
            act.act.operator_id = account.id
            account.email_verified, account.updated_at = True, now
    return found.address
