"""Those who have policies and grants, as requests name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from authing.server.rules.paging import require_few
from authing.server.rules.refusal import Code, Refusal
from authing.server.storage import targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

NAMES = {"USER": "user", "ROLE": "role", "GROUP": "group", "ORG": "department", "AK_SK": "access key"}


def require_type(target_type: str) -> None:
    """Refuse what is no type of a target.

    Raises:
        Refusal: MALFORMED.
    """
    if target_type not in NAMES:
        raise Refusal(Code.MALFORMED, f"the type of a target must be one of {', '.join(NAMES)}")


def require_targets(
    db: Session, pool_id: str, namespace: str, target_type: str, identifiers: Sequence[str]
) -> list[str]:
    """The ids of targets: of users, departments and access keys by id, of groups by code, of roles by id or code.

    Raises:
        Refusal: INCOMPLETE without any, USER_UNKNOWN or NOT_FOUND for the first one that the pool does not have.
    """
    require_type(target_type)
    if not identifiers:
        raise Refusal(Code.INCOMPLETE, f"the identifier of a {NAMES[target_type]} is needed")
    require_few(identifiers)
    found = targets.having(db, pool_id, namespace, target_type, identifiers)
    for identifier in identifiers:
        if identifier not in found:
            code = Code.USER_UNKNOWN if target_type == "USER" else Code.NOT_FOUND
            raise Refusal(code, f"there is no {NAMES[target_type]} {identifier}")
    return list(dict.fromkeys(found[identifier] for identifier in identifiers))
