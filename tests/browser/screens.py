"""Windows in which pages are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog

SCREENS = {"desktop": {"width": 1400, "height": 900}, "phone": {"width": 390, "height": 844}}


class Screen:
    """A browser window of one size and colour scheme that remembers what went wrong in it."""

    def __init__(self, browser: Browser, width: str, scheme: str) -> None:
        self.width = SCREENS[width]["width"]
        self.context = browser.new_context(
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": self.width, "height": SCREENS[width]["height"]},
        )
        self.page = self.context.new_page()
        self.requests: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("dialog", self._refuse)

    def _refuse(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def open(self, address: str) -> None:
        """Open a page and wait until it asks for nothing more."""
        self.requests.clear()
        self.errors.clear()
        self.page.goto(address, wait_until="networkidle")
