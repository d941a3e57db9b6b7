"""The JSON-LD context of RO-Crate without a network: the copy that the library ``rocrate`` brings."""

from __future__ import annotations

import email.message
import importlib.resources
import io
import urllib.request
import urllib.response
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from swf_facts.export.ro_crate import CONTEXT

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["served_context"]


@contextmanager
def served_context() -> Iterator[None]:
    """Answer requests for the context, and refuse all others, from both of the clients that roc-validator has."""
    import requests

    content = importlib.resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()

    class Local(urllib.request.BaseHandler):
        handler_order = 1  # before the one that would open a connection

        def https_open(self, request: urllib.request.Request) -> urllib.response.addinfourl:
            if request.full_url != CONTEXT:
                raise OSError(f"{request.full_url} is not fetched")
            headers = email.message.Message()
            headers["Content-Type"] = "application/ld+json"
            return urllib.response.addinfourl(io.BytesIO(content), headers, request.full_url, 200)

    def answer(_session: requests.Session, _method: str, url: str, **_options: Any) -> requests.Response:  # noqa: ANN401  # as requests has it
        response = requests.Response()
        response.url = url
        response.status_code = 200 if url == CONTEXT else 404
        response.raw = io.BytesIO(content if url == CONTEXT else b"")
        response.headers["Content-Type"] = "application/ld+json"
        return response

    request, requests.Session.request = requests.Session.request, answer  # type: ignore[method-assign, assignment]  # put back below
    urllib.request.install_opener(urllib.request.build_opener(Local))
    try:
        yield
    finally:
        requests.Session.request = request  # type: ignore[method-assign]
        urllib.request.install_opener(urllib.request.build_opener())
