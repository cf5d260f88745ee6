"""Agreements: what users are asked to agree to when they register in an application."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.v2.arguments import flag, text
from authing.v2.compat import with_old_names
from authing.v2.models.answer import CommonMessage
from authing.v2.models.application import Agreement, AgreementPage
from authing.v2.wire import rest

__all__ = ["Agreements"]

_ALL = "/api/v2/applications/{}/agreements"
_ONE = _ALL + "/{}"


@with_old_names
class Agreements(Resource[Mode]):
    """The agreements of applications."""

    @operation
    def create_agreement(self, app_id: str, title: str, required: bool = True, lang: str = "zh-CN") -> Call[Agreement]:
        """Add an agreement after the others (POST /api/v2/applications/{id}/agreements).

        Args:
            app_id: The application.
            title: What to agree to; may be HTML, with links to the whole text.
            required: Whether one must agree.
            lang: For users of which language, such as `zh-CN` or `en-US`.

        Raises:
            NotFound: There is no such application.
        """
        return rest("POST", path(_ALL, app_id), Agreement.of, json=_wording(title, required, lang))

    @operation
    def list_agreement(self, app_id: str) -> Call[AgreementPage]:
        """List all agreements of an application, in their order (GET /api/v2/applications/{id}/agreements).

        Raises:
            NotFound: There is no such application.
        """
        return rest("GET", path(_ALL, app_id), AgreementPage.of)

    @operation
    def modify_agreement(
        self, app_id: str, agreement_id: int, title: str, required: bool = True, lang: str = "zh-CN"
    ) -> Call[Agreement]:
        """Word an agreement anew (PUT /api/v2/applications/{id}/agreements/{agreementId}).

        Args:
            app_id: The application.
            agreement_id: The agreement.
            title: What to agree to; may be HTML.
            required: Whether one must agree.
            lang: For users of which language.

        Raises:
            NotFound: There is no such agreement.
        """
        where = path(_ONE, app_id, _number(agreement_id))
        return rest("PUT", where, Agreement.of, json=_wording(title, required, lang))

    @operation
    def delete_agreement(self, app_id: str, agreement_id: int) -> Call[CommonMessage]:
        """Delete an agreement (DELETE /api/v2/applications/{id}/agreements/{agreementId}).

        Raises:
            NotFound: There is no such agreement.
        """
        return rest("DELETE", path(_ONE, app_id, _number(agreement_id)), CommonMessage.of, whole=True)

    @operation
    def sort_agreement(self, app_id: str, order: Sequence[int]) -> Call[CommonMessage]:
        """Put the agreements of an application in order (POST /api/v2/applications/{id}/agreements/sort).

        Args:
            app_id: The application.
            order: The ids of all its agreements, the first one first.

        Raises:
            Invalid: An agreement is missing or is none of the application.
        """
        if not isinstance(order, (list, tuple)) or not order:
            raise ArgumentError("order must be a list of ids of agreements, at least one")
        ids = [int(_number(each)) for each in order]
        return rest("POST", path(_ALL + "/sort", app_id), CommonMessage.of, json={"ids": ids}, whole=True)


def _wording(title: str, required: bool, lang: str) -> dict[str, Any]:
    return {"title": text("title", title), "required": flag("required", required), "lang": text("lang", lang)}


def _number(agreement_id: int) -> str:
    if not isinstance(agreement_id, int) or isinstance(agreement_id, bool) or agreement_id < 1:
        raise ArgumentError(f"the id of an agreement is a whole number from 1 on, not {agreement_id!r}")
    return str(agreement_id)
