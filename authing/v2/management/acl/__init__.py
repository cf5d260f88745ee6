"""Access control: `client.acl`."""

from __future__ import annotations

from authing.core.binding import Mode

from .application_access import ApplicationAccess
from .grants import Grants
from .namespaces import Namespaces
from .programmatic_access import ProgrammaticAccess
from .resources import Resources

__all__ = ["Acl"]


class Acl(Namespaces[Mode], Resources[Mode], Grants[Mode], ApplicationAccess[Mode], ProgrammaticAccess[Mode]):
    """Namespaces, resources, permissions, and the access of users and programs to applications."""
