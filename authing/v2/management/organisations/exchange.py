"""Organisations taken in, given out, and taken over from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from authing.core.binding import Mode, Resource, operation
from authing.core.call import Call, path
from authing.core.errors import ArgumentError
from authing.core.model import Model
from authing.v2.arguments import member, text
from authing.v2.compat import with_old_names
from authing.v2.models.answer import CommonMessage
from authing.v2.models.organisation import SyncProvider, TreeRecord
from authing.v2.wire import rest

__all__ = ["Exchange"]


@with_old_names
class Exchange(Resource[Mode]):
    """Organisations as files, and from elsewhere."""

    @operation
    def import_by_json(self, json_str: str | Mapping[str, Any]) -> Call[TreeRecord]:
        """Create an organisation from a tree (POST /api/v2/orgs/import).

        Args:
            json_str: The root as `{"name": …, "code": …, "description": …, "children": […]}`, its children alike;
                as an object, or as JSON text.

        Raises:
            Invalid: It is no such tree.
        """
        if not isinstance(json_str, (str, Mapping, Model)):
            raise ArgumentError(f"json_str must be JSON text or a mapping, not a {type(json_str).__name__}")
        file = text("json_str", json_str) if isinstance(json_str, str) else dict(json_str)
        return rest("POST", "/api/v2/orgs/import", TreeRecord.of, json={"filetype": "json", "file": file})

    @operation
    def export_all(self) -> Call[Sequence[TreeRecord]]:
        """Read all organisations with their departments and the members of these (GET /api/v2/orgs/export)."""
        return rest("GET", "/api/v2/orgs/export", TreeRecord.many)

    @operation
    def export_by_org_id(self, org_id: str) -> Call[TreeRecord]:
        """Read an organisation with its departments and the members of these (GET /api/v2/orgs/export).

        Raises:
            NotFound: There is no such organisation.
        """
        return rest("GET", "/api/v2/orgs/export", _only_tree, params={"org_id": text("org_id", org_id)})

    @operation
    def start_sync(self, provider_type: SyncProvider | str, ad_connector_id: str | None = None) -> Call[CommonMessage]:
        """Take over departments and users from elsewhere (POST /connections/enterprise/{}/start-sync, or /api/v2/ad/sync).

        Args:
            provider_type: `dingtalk`, `wechatwork` or `ad`.
            ad_connector_id: The connector; needed for `ad`, and for nothing else.

        Returns:
            That it has begun.

        Raises:
            AuthingException: The provider is not connected with the pool.
        """
        provider = member("provider_type", provider_type, SyncProvider)
        if (provider == SyncProvider.AD.value) != (ad_connector_id is not None):
            raise ArgumentError("ad_connector_id must be given for ad, and for no other provider")
        if ad_connector_id is not None:
            body = {"connectionId": text("ad_connector_id", ad_connector_id)}
            return rest("POST", "/api/v2/ad/sync", CommonMessage.of, json=body, whole=True)
        where = path("/connections/enterprise/{}/start-sync", provider)
        return rest("POST", where, CommonMessage.of, json={}, whole=True)


def _only_tree(raw: Any) -> TreeRecord:
    # The platform's documentation shows both: the tree, and a list of this one tree.
    return TreeRecord.of(raw[0] if isinstance(raw, list) and raw else raw)
