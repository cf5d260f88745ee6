"""Logging in by a code that another device scans: `client.qrcode`.

code = client.qrcode.generate()
show(code.url)
state = client.qrcode.poll(code.random)
if state.ticket:
    user = client.qrcode.exchange_user_info(state.ticket)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from authing.core.binding import Mode, Resource, Runner, operation
from authing.core.call import Call, Flow
from authing.core.errors import ArgumentError
from authing.v2.arguments import fields, flag, given, json_text, maybe_text, member, pairs_text, text
from authing.v2.models.qr_code import QrCode, QrCodeScene, QrCodeState
from authing.v2.models.user import User
from authing.v2.wire import rest

__all__ = ["QrCodes"]

INTERVAL = 0.8
"""Seconds between two questions."""


class QrCodes(Resource[Mode]):
    """Codes that another device scans, where the user is logged in already."""

    def __init__(self, runner: Runner[Mode], becomes: Callable[[Any], User]) -> None:
        self._runner = runner
        self._becomes = becomes

    @operation
    def generate(
        self,
        scene: QrCodeScene | str = QrCodeScene.APP,
        *,
        context: Mapping[str, Any] | None = None,
        custom_data: Mapping[str, Any] | None = None,
        with_custom_data: bool = False,
        ext_idp_conn_id: str | None = None,
    ) -> Call[QrCode]:
        """Make a code to show (POST /api/v2/qrcode/gene).

        Args:
            scene: What scans it: `APP_AUTH` is an app of one's own, `WXAPP_AUTH` and `WECHATMP_AUTH` are WeChat's.
            context: Handed to the pipelines of the platform.
            custom_data: Values of user-defined fields that the user is given.
            with_custom_data: Whether `exchange_user_info` also reads the user's `custom_data`.
            ext_idp_conn_id: The connection to WeChat, where there are several.
        """
        body = {
            "autoMergeQrCode": False,
            "scene": member("scene", scene, QrCodeScene),
            "withCustomData": flag("with_custom_data", with_custom_data),
            **given(
                context=None if context is None else json_text(fields("context", context)),
                params=pairs_text(custom_data),
                extIdpConnId=maybe_text("ext_idp_conn_id", ext_idp_conn_id),
            ),
        }
        return rest("POST", "/api/v2/qrcode/gene", QrCode.of, json=body, auth=False)

    @operation
    def check_status(self, random: str) -> Call[QrCodeState]:
        """Tell what became of a code (GET /api/v2/qrcode/check).

        Args:
            random: Which one; `generate` told it.

        Raises:
            NotFound: There is no such code (2241).
        """
        return _state(random)

    @operation
    def poll(self, random: str, interval: float = INTERVAL) -> Flow[QrCodeState]:
        """Wait until a code is confirmed, cancelled or expired (GET /api/v2/qrcode/check, again and again).

        Args:
            random: Which one; `generate` told it.
            interval: Seconds between two questions.

        Raises:
            NotFound: There is no such code (2241).
            Timeout: The client's `deadline` is over, and nothing has become of the code yet: one may ask on.
        """
        if isinstance(interval, bool) or not isinstance(interval, (int, float)) or not 0 < interval < float("inf"):
            raise ArgumentError(f"interval must be a number of seconds above 0, not {interval!r}")
        return _until_final(text("random", random), interval)

    @operation
    def exchange_user_info(self, ticket: str) -> Call[User]:
        """Log in with the ticket of a code that was confirmed (POST /api/v2/qrcode/userinfo).

        The user is this client's user from now on.

        Args:
            ticket: What `check_status` or `poll` told; it is good once.

        Raises:
            NotLoggedIn: The ticket is no longer good.
            MfaRequired: A second factor is needed (1635, 1636).
        """
        body = {"ticket": text("ticket", ticket)}
        return rest("POST", "/api/v2/qrcode/userinfo", self._becomes, json=body, auth=False)


def _until_final(random: str, interval: float) -> Flow[QrCodeState]:
    state = yield from _state(random)
    while not state.is_final:
        state = yield from _state(random, interval)
    return state


def _state(random: str, delay: float = 0.0) -> Call[QrCodeState]:
    params = {"random": text("random", random)}
    return rest("GET", "/api/v2/qrcode/check", QrCodeState.of, params=params, auth=False, delay=delay)
