"""Tenants, devices and second factors: where the platform has two names, and what is not known yet."""

from __future__ import annotations

from datetime import datetime, timezone

from authing.v2.models import (
    Device,
    DeviceState,
    DeviceStatus,
    ExternalIdp,
    MfaStatus,
    Tenant,
    TenantMemberPage,
    TotpAuthenticator,
)


def test_the_members_of_a_tenant_are_counted_under_either_name() -> None:
    member = {"id": "m", "tenantId": "t", "user": {"id": "u", "username": "ann"}, "new": 1}
    for name in ("totalCount", "listTotal"):
        page = TenantMemberPage.of({name: 7, "list": [member]})
        assert (page.total_count, page.list[0].user and page.list[0].user.username) == (7, "ann")
        assert page.list[0]["new"] == 1


def test_a_tenant_of_a_list_has_no_applications() -> None:
    tenant = Tenant.of({"id": "t", "name": "Acme", "ssoPageCustomizationSettings": {"hideIdp": True}})
    assert (list(tenant.apps), tenant.sso_page_customization_settings) == ([], {"hideIdp": True})


def test_connections() -> None:
    provider = ExternalIdp.of(
        {"id": "i", "name": "n", "type": "t", "connections": [{"id": "c", "type": "t", "identifier": "one", "new": []}]}
    )
    (connection,) = provider.connections
    assert (connection.enabled, connection.fields, list(connection.user_match_fields)) == (None, None, [])
    assert provider.tenant_id is None


def test_second_factors_by_their_names_on_the_wire() -> None:
    assert MfaStatus.of({"OTP": True, "FACE": False, "SMS": True}) == {"OTP": True, "FACE": False, "SMS": True}
    status = MfaStatus.of({"OTP": True})
    assert (status.otp, status.face) == (True, False)


def test_secrets_are_not_shown() -> None:
    shown = repr(TotpAuthenticator.of({"id": "a", "userId": "u", "secret": "JBSWY3DP", "recoveryCode": "1234-5678"}))
    assert "JBSWY3DP" not in shown
    assert "1234" not in shown
    connection = ExternalIdp.of(
        {"id": "i", "name": "n", "type": "t", "connections": [{"fields": {"clientSecret": "xyz"}}]}
    )
    assert "xyz" not in repr(connection)


def test_states_of_devices() -> None:
    device = Device.of({"id": "d", "status": "suspended", "endTime": "2030-01-02T03:00:00.000Z", "screen": [1, 2]})
    assert (device.status, device.end_time) == (DeviceStatus.SUSPENDED, datetime(2030, 1, 2, 3, tzinfo=timezone.utc))
    assert Device.of({"id": "d", "status": "asleep"}).status == "asleep"
    assert DeviceState.of({"status": "activated"}).diff_time is None
