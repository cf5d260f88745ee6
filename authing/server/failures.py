"""Errors that nobody planned, told to the caller without their details."""

from __future__ import annotations

import logging
import secrets

from authing.server.rules.refusal import Code, Refusal

logger = logging.getLogger(__name__)


def describe(error: BaseException) -> Refusal:
    """The refusal itself, or for any other error a number under which its traceback is in the log."""
    if isinstance(error, Refusal):
        return error
    request_id = secrets.token_hex(8)
    logger.error("request %s failed", request_id, exc_info=error)
    return Refusal(Code.FAILED, f"the server failed, see request {request_id} in its log", {"requestId": request_id})
