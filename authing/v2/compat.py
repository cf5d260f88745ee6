"""What authing 4.5 called differently: one table, read by every class that had another name for something.

A program written for 4.5 runs on; each old name warns once where it is used.

Many methods of 4.5 gave all of the platform's envelope, `{"code": …, "message": …, "data": …}`, and give what is in its
`data` now. Such an answer, a model or a list, still has the old keys: `list_env()["data"]` is `list_env()` itself, its
`["code"]` is 200 and its `["message"]` is empty, each with a warning. Where the object that came has such a key of its
own, as a resource has a `code`, that is what one reads. The old keys are in no iteration, `len`, comparison, `repr` or
JSON. None and a bool cannot have them: a method that tells no more than that it is done answers a `CommonMessage`, which
is the envelope.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, NamedTuple, TypeVar

from authing.core.call import Call, Describes, Flow
from authing.core.caller import warn_caller
from authing.core.model import Model

__all__ = ["OLD_NAMES", "OldNames", "out_of_its_envelope", "with_old_names"]

C = TypeVar("C", bound=type)


class OldNames(NamedTuple):
    """The old names of one class.

    Attributes:
        keywords: For each method, what its arguments were called.
        methods: What methods were called that have another name now.
        attributes: What attributes were called that have another name now.
        envelopes: For each method whose answer was part of a larger one, the key that it had in there.
    """

    keywords: Mapping[str, Mapping[str, str]] = {}
    methods: Mapping[str, str] = {}
    attributes: Mapping[str, str] = {}
    envelopes: Mapping[str, str] = {}


_USER = {"userId": "user_id"}
_USERS = {"userIds": "user_ids"}
_TARGETS = {"targetType": "target_type", "targetIdentifiers": "target_identifiers"}

OLD_NAMES: dict[str, OldNames] = {
    "management.client": OldNames(
        attributes={
            "userPool": "user_pool",
            "whiteList": "white_list",
            "auditLog": "audit_log",
            "principalAuth": "principal_auth",
        }
    ),
    "management.root": OldNames(envelopes={"is_password_valid": "data"}),
    "management.users.accounts": OldNames(
        keywords={
            "create": {"userInfo": "user_info"},
            "update": _USER,
            "delete": _USER,
            "delete_many": _USERS,
            "refresh_token": _USER,
            "batch_get": {"userIds": "identifiers"},
        },
        methods={"batch": "batch_get"},
    ),
    "management.users.sessions": OldNames(
        keywords={"list_user_actions": {"operato_arn": "operator_arn"}},
        envelopes={"check_login_status": "data"},
    ),
    "management.users.departments": OldNames(envelopes={"list_department": "departments"}),
    "management.users.memberships": OldNames(
        keywords=dict.fromkeys(
            ("list_roles", "add_roles", "remove_roles", "list_groups", "add_group", "remove_group"), _USER
        )
    ),
    "management.users.fields": OldNames(keywords={"list_udv": _USER, "set_udv": _USER, "remove_udv": _USER}),
    "management.udf": OldNames(
        keywords={
            "list": {"targetType": "target_type"},
            "set": {"targetType": "target_type", "dataType": "data_type"},
            "remove": {"targetType": "target_type"},
        },
    ),
    "management.users.permissions": OldNames(
        keywords={"list_policies": _USER, "add_policies": _USER, "remove_policies": _USER}
    ),
    "management.policies": OldNames(keywords={"add_assignments": _TARGETS, "remove_assignments": _TARGETS}),
    "management.roles.catalogue": OldNames(
        keywords={
            "create": {"parentCode": "parent"},
            "update": {"newCode": "new_code"},
            "add_users": _USERS,
            "remove_users": _USERS,
        },
    ),
    "management.acl.programmatic_access": OldNames(
        keywords={"create_programmatic_access_account": {"remark": "remarks"}},
        envelopes=dict.fromkeys(
            (
                "programmatic_access_account_list",
                "create_programmatic_access_account",
                "disable_programmatic_access_account",
                "enable_programmatic_access_account",
                "refresh_programmatic_access_account_secret",
            ),
            "data",
        ),
    ),
    "management.acl.resources": OldNames(
        envelopes=dict.fromkeys(("get_resource_by_id", "get_resource_by_code"), "data")
    ),
    "management.acl.application_access": OldNames(envelopes={"update_default_application_access_policy": "data"}),
    "management.organisations.exchange": OldNames(
        envelopes=dict.fromkeys(("import_by_json", "export_all", "export_by_org_id"), "data")
    ),
    "management.applications.agreements": OldNames(
        envelopes=dict.fromkeys(("create_agreement", "list_agreement", "modify_agreement"), "data")
    ),
    "management.applications.registry": OldNames(
        envelopes=dict.fromkeys(("refresh_application_secret", "active_users"), "data")
    ),
    "management.user_pool": OldNames(envelopes=dict.fromkeys(("list_env", "add_env", "detail"), "data")),
    "management.audit_log": OldNames(envelopes={"list_audit_logs": "data"}),
    "management.principal_auth": OldNames(envelopes={"detail": "data"}),
    "authentication.belongings": OldNames(envelopes={"list_departments": "departments"}),
    "authentication.linking": OldNames(envelopes={"wechat_login": "data"}),
    "authentication.mfa": OldNames(
        methods={
            "assosicate_mfa_authenticator": "associate_mfa_authenticator",
            "confirm_assosicate_mfa_authenticator": "confirm_associate_mfa_authenticator",
        },
        envelopes=dict.fromkeys(
            (
                "get_mfa_authenticators",
                "associate_mfa_authenticator",
                "verify_totp_mfa",
                "verify_app_sms_mfa",
                "verify_app_email_mfa",
                "verify_totp_recovery_code",
                "associate_face_by_url",
                "verify_face_mfa",
            ),
            "data",
        ),
    ),
}
"""What each class called differently, by its module."""


def with_old_names(cls: C) -> C:
    """Let a class answer to the names that the table holds for it."""
    old = OLD_NAMES[cls.__module__.removeprefix("authing.v2.")]
    for method, key in old.envelopes.items():
        setattr(cls, method, out_of_its_envelope(cls.__dict__[method], key))
    for method, keywords in old.keywords.items():
        setattr(cls, method, _translating(cls.__dict__[method], keywords))
    for name, method in old.methods.items():
        setattr(cls, name, _renamed(cls, name, method))
    for name, attribute in old.attributes.items():
        setattr(cls, name, _moved(name, attribute))
    return cls


def _translating(perform: Any, keywords: Mapping[str, str]) -> Any:
    @wraps(perform)
    def accept(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not kwargs.keys().isdisjoint(keywords):
            for old, new in keywords.items():
                if old in kwargs:
                    warn_caller(f"{old}= is called {new}= now", DeprecationWarning)
                    if new in kwargs:
                        raise TypeError(f"{old} and {new} are the same argument: give one")
                    kwargs[new] = kwargs.pop(old)
        return perform(self, *args, **kwargs)

    return accept


def _renamed(cls: type, old: str, new: str) -> Callable[..., Any]:
    method = cls.__dict__[new]

    @wraps(method)
    def perform(self: Any, *args: Any, **kwargs: Any) -> Any:
        warn_caller(f"{old} is called {new} now", DeprecationWarning)
        return method(self, *args, **kwargs)

    return perform


def _moved(old: str, new: str) -> property:
    def read(self: Any) -> Any:
        warn_caller(f"{old} is called {new} now", DeprecationWarning)
        return getattr(self, new)

    return property(read, doc=f"The old name of `{new}`.")


def out_of_its_envelope(perform: Any, key: str) -> Any:
    """The same operation, of one request or several, whose answer is found under a key of 4.5's as well."""
    described = perform.__description__

    def describe(self: Any, *args: Any, **kwargs: Any) -> Any:
        return _then(described(self, *args, **kwargs), lambda answer: _with_old_keys(answer, described.__name__, key))

    def give(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self._runner.run(describe(self, *args, **kwargs))

    opened: Any = wraps(perform)(give)
    opened.__description__ = wraps(described)(describe)
    return opened


def _then(described: Describes[Any], convert: Callable[[Any], Any]) -> Describes[Any]:
    """The same call or flow, its result converted."""
    if isinstance(described, Call):
        read = described.read
        described.read = lambda reply: convert(read(reply))
        return described

    def flow() -> Flow[Any]:
        return convert((yield from described))

    return flow()


def _with_old_keys(answer: Any, method: str, key: str) -> Any:
    if not isinstance(answer, (Model, list)):
        return answer
    held = {"code": 200, "message": "", key: answer} if key == "data" else {key: answer}
    # What the platform calls so in the object itself comes first, also where it left it out this time.
    around = _Around({name: value for name, value in held.items() if not hasattr(type(answer), name)})
    around.method, around.key = method, key
    if isinstance(answer, list):
        items = _OpenedList(answer)
        items.around = around
        return items
    fields = _OpenedObject(answer.raw)
    fields.around = around
    return type(answer).of(fields)


class _Around(dict[str, Any]):
    """What 4.5 gave around an answer, with the answer in it; whoever looks at it is warned."""

    method: str
    key: str

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self._warn(name)
        return value

    def __contains__(self, name: object) -> bool:
        found = super().__contains__(name)
        if found:
            self._warn(name)
        return found

    def _warn(self, name: object) -> None:
        now = f"{self.method}() now" if name == self.key else "not needed: a code other than 200 is raised"
        warn_caller(f'{self.method}()["{name}"] is {now}', DeprecationWarning)


class _OpenedObject(dict[str, Any]):
    """The JSON object of an answer that has the old keys as well."""

    around: _Around

    def __missing__(self, name: str) -> Any:
        return self.around[name]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.around

    def get(self, name: str, default: Any = None, /) -> Any:
        try:
            return self[name]
        except KeyError:
            return default


class _OpenedList(list[Any]):
    """The list of an answer that has the old keys as well; `in` is about its items alone."""

    around: _Around

    def __getitem__(self, place: Any) -> Any:
        return self.around[place] if isinstance(place, str) else super().__getitem__(place)

    def get(self, name: str, default: Any = None) -> Any:
        """What 4.5 gave under a key, or the default."""
        try:
            return self.around[name]
        except KeyError:
            return default
