"""How FAIR a package is: the tests of F-UJI, metrics version 0.8, as far as they can be answered without a network.

F-UJI looks at the home page of a dataset. What that page says for machines is the schema.org ``Dataset`` that the site
carries, so the tests are put to it. A test that asks for something on the web, or registered, says what is missing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["METRICS", "Answer", "Metric", "assess"]

Answer = Literal["yes", "no", "needs a registered identifier", "needs an address"]
_OPEN_FORMATS = {"text/csv", "text/plain", "application/vnd.apache.parquet"}


class Metric(NamedTuple):
    """One test of F-UJI.

    Attributes
    ----------
    test : str
        Its identifier there.
    question : str
        What it asks, in our words.
    evidence : str
        What answers it.
    answer : callable
        Returns the answer for the structured data of a home page.
    """

    test: str
    question: str
    evidence: str
    answer: Callable[[Mapping[str, Any]], Answer]


def assess(document: Mapping[str, Any]) -> list[tuple[Metric, Answer]]:
    """Put every test to the structured data of a home page, and return the answers in the order of F-UJI."""
    return [(metric, metric.answer(document)) for metric in METRICS]


# --- what the structured data says ----------------------------------------------------------------------
def _has(*names: str) -> Callable[[Mapping[str, Any]], Answer]:
    """Return a test for members that must all be there."""
    return lambda node: "yes" if all(node.get(name) for name in names) else "no"


def _holds(condition: Callable[[Mapping[str, Any]], bool]) -> Callable[[Mapping[str, Any]], Answer]:
    return lambda node: "yes" if condition(node) else "no"


def _downloads(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(node.get("distribution") or [])


def _registered(node: Mapping[str, Any]) -> Answer:
    return (
        "yes" if str(node.get("identifier", "")).startswith("https://doi.org/10.") else "needs a registered identifier"
    )


def _at_home(node: Mapping[str, Any]) -> Answer:
    """Whether the page has an address; a DOI leads to one."""
    return (
        "yes" if str(node.get("url", "")).startswith("https://") or _registered(node) == "yes" else "needs an address"
    )


def _data_at_home(node: Mapping[str, Any]) -> Answer:
    found = [str(entry.get("contentUrl", "")) for entry in _downloads(node)]
    return "yes" if found and all(address.startswith("https://") for address in found) else "needs an address"


def _namespaces(node: Mapping[str, Any]) -> set[str]:
    context = node.get("@context")
    return set(context.values()) if isinstance(context, dict) else set()


_CITED = ("creator", "name", "@id", "datePublished", "publisher", "@type")

METRICS: tuple[Metric, ...] = (
    Metric(
        "FsF-F1-01MD-1",
        "Is the identifier of a form that is unique in the world?",
        "a DOI, the address of the home page, or else a UUID made of the name",
        _holds(lambda node: str(node.get("@id", "")).startswith(("https://", "urn:uuid:"))),
    ),
    Metric("FsF-F1-02MD-1", "Is it of a form that is made to last?", "`doi` in `datapackage.json`", _registered),
    Metric("FsF-F1-02MD-2", "Is it registered with an authority that maintains it?", "the same", _registered),
    Metric(
        "FsF-F2-01M-2",
        "Are creator, title, identifier, date, publisher and type there?",
        "members of the `Dataset`",
        _has(*_CITED),
    ),
    Metric(
        "FsF-F2-01M-3",
        "Are summary and keywords there too?",
        "members of the `Dataset`",
        _has(*_CITED, "description", "keywords"),
    ),
    Metric("FsF-F3-01M-2", "Does it say where the data is downloaded?", "`contentUrl` of each download", _data_at_home),
    Metric(
        "FsF-F4-01M-1",
        "Can search engines take it in?",
        "schema.org as JSON-LD in the home page",
        _holds(lambda node: "https://schema.org/" in _namespaces(node) and "Dataset" in node.get("@type", [])),
    ),
    Metric("FsF-A1-01M-1", "Does it say who may have the data?", "`isAccessibleForFree`", _has("isAccessibleForFree")),
    Metric("FsF-A1-02MD-1", "Does the identifier lead to the metadata?", "the home page", _at_home),
    Metric("FsF-A1-02MD-2", "Do the addresses of the data lead to it?", "the downloads", _data_at_home),
    Metric("FsF-A1.1-01MD-1", "Is the metadata reached by a standard protocol?", "https", _at_home),
    Metric("FsF-A1.1-01MD-2", "Is the data reached by a standard protocol?", "https", _data_at_home),
    Metric("FsF-A1.2-01MD-1", "Could that protocol ask who is there, for metadata?", "https", _at_home),
    Metric("FsF-A1.2-01MD-2", "Could it for data?", "https", _data_at_home),
    Metric("FsF-I1-01M-1", "Is the metadata in a formal language, in the page?", "JSON-LD", _has("@context", "@type")),
    Metric(
        "FsF-I2-01M-2",
        "Does it use registered vocabularies?",
        "schema.org and PROV",
        _holds(lambda node: {"https://schema.org/", "http://www.w3.org/ns/prov#"} <= _namespaces(node)),
    ),
    Metric(
        "FsF-I3-01M-2",
        "Are related things named by links that say how they are related?",
        "`isBasedOn` and `prov:wasDerivedFrom` lead to the articles",
        _has("isBasedOn", "prov:wasDerivedFrom"),
    ),
    Metric("FsF-R1-01M-1", "Does it say what kind of thing this is?", "`Dataset`", _has("@type")),
    Metric(
        "FsF-R1-01M-2",
        "Does it say how large the files are, and of which type?",
        "`contentSize` and `encodingFormat` of each download",
        _holds(
            lambda node: (
                bool(_downloads(node))
                and all(entry.get("contentSize") and entry.get("encodingFormat") for entry in _downloads(node))
            )
        ),
    ),
    Metric(
        "FsF-R1-01M-3",
        "Does it say what is measured?",
        "the properties, each with its definition",
        _has("variableMeasured"),
    ),
    Metric("FsF-R1.1-01M-1", "Is there a licence?", "`license`, an address that SPDX knows", _has("license")),
    Metric(
        "FsF-R1.2-01M-1",
        "Does it say where it comes from?",
        "creator, dates, `isBasedOn`",
        _has("creator", "dateCreated", "isBasedOn"),
    ),
    Metric(
        "FsF-R1.2-01M-2",
        "Does it say so in a vocabulary of provenance?",
        "`prov:wasDerivedFrom`",
        _has("prov:wasDerivedFrom"),
    ),
    Metric(
        "FsF-R1.3-01M-3",
        "Is it in a standard that many fields endorse?",
        "schema.org; no field has one of its own for facts in news",
        _holds(lambda node: "https://schema.org/" in _namespaces(node)),
    ),
    Metric(
        "FsF-R1.3-02D-1",
        "Is the data in an open format?",
        "CSV and plain text, or Parquet",
        _holds(
            lambda node: (
                {entry.get("encodingFormat") for entry in _downloads(node)} <= _OPEN_FORMATS and bool(_downloads(node))
            )
        ),
    ),
)
