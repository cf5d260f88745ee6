"""Every operation of Logto over a socket, blocking and awaited: it arrives where it should, and its answer is read."""

from __future__ import annotations

import warnings
from typing import Any

from logto_modes import Mode
from logto_samples import Operation, arguments, full, operations, typed
from logto_server import LogtoServer

from authing.core.multipart import File


def given(operation: Operation) -> tuple[list[Any], dict[str, Any]]:
    """What an operation is called with."""
    facts = operation.facts
    values: list[Any] = [
        f"a/ü {parameter['name']}" if parameter["type"] == "string" else typed(parameter["type"])
        for parameter in operation.parameters
    ]
    if operation.body:
        values.append(full(operation.body))
    if "upload" in facts:
        values.append(File("name", b"content", facts["upload"]["types"][0]))
    return values, arguments(operation.query) if operation.query else {}


def test_each_is_sent_and_answered(mode: Mode, logto: LogtoServer) -> None:
    client = mode.client(logto)
    for operation in operations():
        values, named = given(operation)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            perform = getattr(getattr(client, operation.service), operation.name)
            mode.run(perform(*values, **named))
        seen = logto.requests[-1]
        assert logto.asked(operation.facts["id"]) == [seen], operation.where
        assert ("authorization" in seen.headers) is not operation.facts.get("anonymous", False), operation.where
    assert len(logto.requests) == len(operations()) + 1  # and one token
    assert logto.connections <= 2
