"""The classes that programs of logto-admin import from its `models`: found by what their names say."""

from __future__ import annotations

import importlib
import pickle
import sys

import pytest
from logto_samples import operations

from authing.core.errors import ArgumentError
from authing.logto import models, old_models
from authing.logto.services.operations import OLD_MODULES


def test_old_classes_are_found_by_what_their_names_say() -> None:
    places = {
        "PostApiUsersBody": "users.UserCreate",
        "PostApiUsersBodyProfile": "users.UserProfile",
        "PostApiUsersBodyProfileAddress": "users.UserProfileAddress",
        "GetApiUsersResponse200Item": "users.User",
        "GetApiRolesType": "roles.RoleType",
        "GetApiApplicationsTypesType0Item": "applications.ApplicationType",
        "PatchApiHooksIdBody": "hooks.HookUpdate",
        "PatchApiHooksIdBodyEventsItem": "hooks.HookEvent",
    }
    for name, place in places.items():
        module, _, own = place.partition(".")
        expected = getattr(importlib.import_module(f"authing.logto.models.{module}"), own, None)
        found = getattr(models, name)
        assert expected is None or found is expected, name
    with pytest.raises(AttributeError, match=r"'authing\.logto\.models' has no attribute 'PostApiNothingBody'"):
        _ = models.PostApiNothingBody


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("PutApiConfigsJwtCustomizerTokenTypePathBodyType0", "AccessTokenJwtCustomizer"),
        ("PutApiConfigsJwtCustomizerTokenTypePathBodyType1", "ClientCredentialsJwtCustomizer"),
        ("PutApiConfigsJwtCustomizerTokenTypePathBodyType2", None),
        ("GetApiConfigsJwtCustomizerResponse200ItemType0Value", "AccessTokenJwtCustomizer"),
        ("PostApiAuthnSamlConnectorIdBody", "FreeObject"),
        ("GetApiConnectorFactoriesResponse200ItemFormItemsItem", "SelectFormItem"),  # the first of them
        ("PostApiUsersBodyNothing", None),
        ("PostApiUsersBodyName", None),
        ("PostApiUsers", None),
    ],
)
def test_an_old_class_may_be_one_of_several(name: str, found: str | None) -> None:
    assert getattr(old_models.found(name), "__name__", None) == found


def test_where_anything_may_stand_there_is_a_free_object() -> None:
    kind = models.PatchApiUsersUserIdBodyCustomData
    made = kind.from_dict({"plan": "gold"})
    made["more"] = 1
    assert made.to_dict() == made.additional_properties == {"plan": "gold", "more": 1}
    assert pickle.loads(pickle.dumps(made)) == made


def test_every_body_of_the_old_client_has_a_class() -> None:
    by_place = {operation.where: operation for operation in operations()}
    for name, where in OLD_MODULES.items():
        if (by_place[where].body or "").startswith("model:"):
            pascal = "".join(part[:1].upper() + part[1:] for part in name.partition(".")[2].split("_"))
            assert getattr(models, f"{pascal}Body").__module__.startswith("authing.logto.models."), name


def test_what_cannot_be_kept_is_refused_and_not_passed_over() -> None:
    body = models.PostApiUsersBody(name="Ada")
    with pytest.raises(AttributeError, match="cannot be changed"):
        body.name = "Bob"
    with pytest.raises(ArgumentError):
        models.PostApiUsersBody(nme="Ada")
    assert "authing.logto.api.interaction" not in sys.modules
