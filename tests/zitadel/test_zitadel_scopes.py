"""The scopes that ZITADEL reserves."""

from __future__ import annotations

from typing import Any

import pytest

from authing.core.errors import ArgumentError
from authing.zitadel import scopes

BY_VALUE: list[tuple[Any, str]] = [
    (scopes.organization, "urn:zitadel:iam:org:id:7"),
    (scopes.organization_domain, "urn:zitadel:iam:org:domain:primary:7"),
    (scopes.organization_roles, "urn:zitadel:iam:org:roles:id:7"),
    (scopes.project_audience, "urn:zitadel:iam:org:project:id:7:aud"),
    (scopes.project_role, "urn:zitadel:iam:org:project:role:7"),
    (scopes.identity_provider, "urn:zitadel:iam:org:idp:id:7"),
]


@pytest.mark.parametrize(("make", "made"), BY_VALUE)
def test_a_scope_of_a_value(make: Any, made: str) -> None:
    assert make("7") == made


@pytest.mark.parametrize("value", ["", " ", "a b", "a\n", "ä", '"', "\\", None, 7, b"7"])
@pytest.mark.parametrize("make", [make for make, _ in BY_VALUE])
def test_a_value_that_would_be_two_scopes_or_none(make: Any, value: Any) -> None:
    with pytest.raises(ArgumentError):
        make(value)


def test_scopes_of_no_value() -> None:
    assert (scopes.PROJECTS_ROLES, scopes.USER_METADATA, scopes.USER_RESOURCE_OWNER) == (
        "urn:zitadel:iam:org:projects:roles",
        "urn:zitadel:iam:user:metadata",
        "urn:zitadel:iam:user:resourceowner",
    )
    assert scopes.project_audience("zitadel") == scopes.ZITADEL_AUDIENCE


def test_every_scope_is_public() -> None:
    names = {name for name in vars(scopes) if not name.startswith("_") and name != "annotations"}
    assert names - {"scope_part"} == set(scopes.__all__)
