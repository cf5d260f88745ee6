"""The answers to validations, in the three forms that CAS has: text, XML and JSON."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from authing.server.rules.cas import Invalid, Validated

NAMESPACE = "http://www.yale.edu/tp/cas"
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document may contain, not even escaped (XML 1.0, section 2.2)."""

NO = "no\n\n"

ET.register_namespace("cas", NAMESPACE)


def yes(found: Validated) -> str:
    """The answer of CAS 1 to a good ticket; a name of two lines would be another answer."""
    return f"yes\n{' '.join(found.user.splitlines())}\n"


def success(found: Validated) -> dict[str, Any]:
    """The answer of CAS 2 and 3 to a good ticket."""
    return {"authenticationSuccess": {"user": found.user, "attributes": _plain(found.attributes)}}


def failure(invalid: Invalid) -> dict[str, Any]:
    """The answer of CAS 3 to a bad ticket, as JSON has it."""
    return {"authenticationFailure": {"code": invalid.code, "description": invalid.reason}}


def success_xml(found: Validated) -> bytes:
    """The answer of CAS 2 and 3 to a good ticket, as XML."""
    root = ET.Element(_tag("serviceResponse"))
    _append(root, "authenticationSuccess", {"user": found.user, "attributes": _plain(found.attributes)})
    return _written(root)


def failure_xml(invalid: Invalid, element: str = "authenticationFailure") -> bytes:
    """The answer of CAS 2 and 3 to a bad ticket, as XML."""
    root = ET.Element(_tag("serviceResponse"))
    found = ET.SubElement(root, _tag(element), {"code": invalid.code})
    found.text = invalid.reason
    return _written(root)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return value.isoformat(timespec="milliseconds").replace("+00:00", "Z") if isinstance(value, datetime) else value


def _append(parent: ET.Element, name: str, value: Any) -> None:
    element = ET.SubElement(parent, _tag(name))
    if isinstance(value, dict):
        for each in value:
            if value[each] is not None:
                _append(element, each, value[each])
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        element.text = NOT_IN_XML.sub("", text)


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _written(root: ET.Element) -> bytes:
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode").encode()
