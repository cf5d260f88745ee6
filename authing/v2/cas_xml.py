"""The XML of CAS 2 and 3 as the JSON that says the same."""

from __future__ import annotations

from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

__all__ = ["service_response"]

_CAS = "http://www.yale.edu/tp/cas "
_DEEPEST = 20
_SUCCESS, _FAILURE = "authenticationSuccess", "authenticationFailure"


def service_response(document: bytes) -> dict[str, Any]:
    """Read a `cas:serviceResponse`: names without prefix, a repeated element as a list.

    Raises:
        ValueError: It is none, or not XML that should be read.
    """
    root = _parsed(document)
    told = root.get("serviceResponse")
    if not isinstance(told, dict):
        raise ValueError("no serviceResponse")
    failure = told.get(_FAILURE)
    if isinstance(failure, dict):
        told = {**told, _FAILURE: {"code": failure.get("@code"), "description": failure.get("#text", "").strip()}}
    return {"serviceResponse": told}


def _parsed(document: bytes) -> dict[str, Any]:
    parser = ParserCreate(namespace_separator=" ")
    open_ones: list[dict[str, Any]] = [{}]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_ones) > _DEEPEST:
            raise ValueError("nested too deep")
        open_ones.append({f"@{key}": value for key, value in attributes.items()})

    def text(letters: str) -> None:
        open_ones[-1]["#text"] = open_ones[-1].get("#text", "") + letters

    def end(name: str) -> None:
        element = open_ones.pop()
        value = element if element.keys() - {"#text"} else element.get("#text", "")
        if isinstance(value, dict) and not value.get("#text", "").strip():
            value.pop("#text", None)  # the space between elements
        around, name = open_ones[-1], name.removeprefix(_CAS)
        if name in around:
            before = around[name]
            around[name] = [*before, value] if isinstance(before, list) else [before, value]
        else:
            around[name] = value

    def doctype(*_: Any) -> None:
        # Without a document type nothing can be declared that grows when it is read, or that is fetched from elsewhere.
        raise ValueError("a document type is declared")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
    parser.buffer_text = True
    try:
        parser.Parse(document, True)  # noqa: FBT003 - it has no names for its arguments
    except ExpatError:
        raise ValueError("not XML") from None
    return open_ones[0]
