"""White lists: who may register."""

from __future__ import annotations

from collections.abc import Sequence

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call
from authing.v2.arguments import member, texts
from authing.v2.documents import pool as documents
from authing.v2.models.pool import UserPool, WhiteListEntry, WhiteListType
from authing.v2.wire import graphql

__all__ = ["WhiteList"]

_OLD_SPELLINGS = {"Email": WhiteListType.EMAIL, "Phone": WhiteListType.PHONE}


class WhiteList(Resource[Mode]):
    """One list each of user names, e-mail addresses and phone numbers; where it is enabled, only they may register.

    `type` is a `WhiteListType` or its text; authing 4 spelt two of them `Email` and `Phone`.
    """

    @operation
    def list(self, type: WhiteListType | str) -> Call[Sequence[WhiteListEntry]]:
        """List the entries of a white list (GraphQL `whitelist`)."""
        return graphql(documents.WHITELIST, "whitelist", WhiteListEntry.many, type=_kind(type))

    @operation
    def add(self, type: WhiteListType | str, list: Sequence[str]) -> Call[Sequence[WhiteListEntry]]:
        """Put values on a white list (GraphQL `addWhitelist`); those that are there stay.

        Args:
            type: Which list.
            list: The values.

        Returns:
            Their entries.
        """
        values = texts("list", list)
        return graphql(documents.ADD_WHITELIST, "addWhitelist", WhiteListEntry.many, type=_kind(type), list=values)

    @operation
    def remove(self, type: WhiteListType | str, list: Sequence[str]) -> Call[Sequence[WhiteListEntry]]:
        """Take values from a white list (GraphQL `removeWhitelist`).

        Args:
            type: Which list.
            list: The values; those that are not there do not matter.

        Returns:
            The entries that are gone.
        """
        values = texts("list", list)
        return graphql(
            documents.REMOVE_WHITELIST, "removeWhitelist", WhiteListEntry.many, type=_kind(type), list=values
        )

    @operation
    def enable_white_list(self, type: WhiteListType | str) -> Call[UserPool]:
        """Let only those register who are on this list (GraphQL `updateUserpool`)."""
        return _switched(type, on=True)

    @operation
    def disable_white_list(self, type: WhiteListType | str) -> Call[UserPool]:
        """Let anybody register, whatever is on this list (GraphQL `updateUserpool`)."""
        return _switched(type, on=False)


def _kind(type: WhiteListType | str) -> str:
    return member("type", _OLD_SPELLINGS.get(type, type) if isinstance(type, str) else type, WhiteListType)


def _switched(type: WhiteListType | str, *, on: bool) -> Call[UserPool]:
    switches = {"whitelist": {f"{_kind(type).lower()}Enabled": on}}
    return graphql(documents.UPDATE_USERPOOL, "updateUserpool", UserPool.of, input=switches)
