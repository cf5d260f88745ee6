"""The page that a link for verifying an e-mail address leads to.

Opening it does nothing, a button does: programs that look for bad links open all of them before anybody reads the mail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules import verification
from authing.server.web.pages import Page, message

if TYPE_CHECKING:
    from authing.server.rules.service import Context
    from authing.server.web.pages import Answer

PATH = "/verify-email"


def show(_: Context, values: dict[str, str]) -> Answer:
    """The page with the button."""
    return Page("verify_email.html", {"action": PATH, "token": values.get("token", "")})


def submit(context: Context, values: dict[str, str]) -> Answer:
    """Verify the address. The token is all that it takes: whoever has it has the mail, so no other page can make one up."""
    verification.verify_email(context, values.get("token", ""))
    return message("E-mail address verified", "Your e-mail address is verified. You can close this page.")
