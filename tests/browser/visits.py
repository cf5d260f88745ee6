"""What people do with a page, and how its application is set up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from raw_client import RawClient


@dataclass(frozen=True)
class Visit:
    """A page of a browser of its own.

    Attributes:
        complaints: What the browser wrote to the console.
    """

    page: Page
    complaints: list[str]
    folder: Path

    def picture(self, name: str) -> None:
        """Keep a picture of what is seen now."""
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=True)

    def fill(self, **fields: str) -> None:
        """Fill in fields by their names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def press(self, button: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def log_in(self, account: str, password: str) -> None:
        """Fill in the form for a password, and send it as people do."""
        self.fill(account=account, password=password)
        self.page.keyboard.press("Enter")


Open = Callable[..., Visit]
"""Opens a page in a browser of its own."""


def configure(client: RawClient, app_id: str | None = None, **settings: Any) -> Any:
    """Change an application."""
    path = f"/api/v2/applications/{app_id or client.app_id}"
    answer = client.rest("POST", path, client.management_token, json=settings)
    assert answer["code"] == 200, answer
    return answer["data"]
