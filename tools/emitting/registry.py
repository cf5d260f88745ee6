"""The modules that tell where all services and operations of a platform are."""

from __future__ import annotations

import textwrap

from .models import FUTURE
from .table import Table

__all__ = ["all_services", "names"]


def all_services(table: Table) -> str:
    """The module with the class that has all services as its attributes."""
    imports, members = [], []
    for service in table.services:
        name, class_ = service["name"], service["class"]
        imports.append(f"    from .{name} import {class_}")
        members.append(
            f'@cached_property\ndef {name}(self) -> {class_}[Mode]:\n    """`{service["origin"]}`."""\n'
            f"    from .{name} import {class_}\n\n    return {class_}(self._runner)\n"
        )
    doc = '"""All services of the platform; each is imported when it is first used."""'
    body = textwrap.indent("\n".join([doc, "", *members]), "    ")
    return "\n\n".join(
        [
            '"""The services of the platform, one module for each."""',
            FUTURE,
            "from functools import cached_property\nfrom typing import TYPE_CHECKING",
            "from authing.core.binding import Mode, Resource",
            "if TYPE_CHECKING:\n" + "\n".join(imports),
            '__all__ = ["Services"]',
            f"class Services(Resource[Mode]):\n{body}",
        ]
    )


def names(table: Table) -> str:
    """The module with the operations by what others call them."""
    ids, old = [], []
    for service in table.services:
        for operation in service["operations"]:
            place = f"{service['name']}.{operation['name']}"
            ids.append(f'    "{operation["id"]}": "{place}",')
            if "old" in operation:
                old.append(f'    "{operation["old"]}": "{place}",')
    return (
        '"""Where the operations are, by what the platform and its other clients call them."""\n\n'
        f'{FUTURE}\n\n__all__ = ["OLD_MODULES", "OPERATIONS"]\n\n'
        f"OPERATIONS = {{\n{chr(10).join(sorted(ids))}\n}}\n"
        f'"""By the id that the platform\'s document has for them."""\n\n'
        f"OLD_MODULES = {{\n{chr(10).join(sorted(old))}\n}}\n"
        f'"""By the module that a generated client has for them."""\n'
    )
