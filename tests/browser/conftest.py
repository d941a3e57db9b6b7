"""What the browser tests share: the built site behind a local server, and a browser that the system brings."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from screens import SCREENS, Screen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

SITE = Path(__file__).parents[2] / "docs" / "_build" / "html"

# A browser of its own accord asks its vendor for updates; these keep the only requests those of the pages.
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def pytest_configure(config: pytest.Config) -> None:
    """Let one old way of a plugin pass: pytest-base-url defines its fixtures as pytest 10 will no longer take them."""
    config.addinivalue_line(
        "filterwarnings", "ignore:Session-scoped fixtures defined as instance methods:pytest.PytestRemovedIn10Warning"
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the session say which site to look at."""
    parser.addoption("--site", type=Path, default=SITE, help="folder of the built site (default: docs/_build/html)")


@pytest.fixture(scope="session")
def site(request: pytest.FixtureRequest) -> Path:
    """Return the folder of the built site."""
    folder: Path = request.config.getoption("--site")
    if not (folder / "index.html").is_file():
        pytest.fail(f"no site in {folder}: run `nox -s browser`, or build one and name it with --site")
    return folder.resolve()


class Server(http.server.SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name that the library gives
        """Keep the log of requests out of the report."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Return the address at which the site is served."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Server, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the system's Chromium; nothing is downloaded."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.fail("no Chromium on the path: install it, on Debian with `apt-get install chromium`")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []  # as root Chromium has no sandbox to start
    return {**browser_type_launch_args, "executable_path": chromium, "args": [*QUIET, *root]}


@pytest.fixture(
    scope="session", params=[(width, scheme) for width in SCREENS for scheme in ("light", "dark")], ids="-".join
)
def screen(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Screen]:
    """Return a window of each size in each colour scheme."""
    screen = Screen(browser, *request.param)
    yield screen
    screen.context.close()
