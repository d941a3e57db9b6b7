"""The workers of a Dask cluster judge the buckets, reading them from a folder or an address that all of them reach."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from swf_facts.buckets.executors import Take, WorkersEnded
from swf_facts.buckets.judging import Base, Outcome, judge
from swf_facts.errors import MissingExtra, SwfFactsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Unreachable", "on_cluster"]

PATIENCE = 30  # seconds until a scheduler that does not answer is given up
AHEAD = 4  # buckets given out for each thread of the cluster
RETRIES = 3  # of a bucket whose worker died


class Unreachable(SwfFactsError):  # noqa: N818  # reads as what it is
    """No Dask scheduler answers at an address."""


def on_cluster(address: str) -> Callable[[Base, Take], Iterator[Outcome]]:
    """Return a function that judges buckets with the cluster whose scheduler is at *address*.

    A worker that dies costs a retry of its buckets.

    Raises
    ------
    MissingExtra
        distributed is not installed.
    """
    try:
        import distributed  # noqa: F401  # said before anything is read
    except ImportError:
        raise MissingExtra("distributed is not installed", 'run `pip install "swf-facts[dask]"`') from None

    def run(base: Base, take: Take) -> Iterator[Outcome]:
        from distributed import Client, Future, KilledWorker

        try:
            client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise Unreachable(
                f"no Dask scheduler answers at {address!r}: {error}", "name the address that `dask scheduler` prints"
            ) from None
        with client:
            # A task, not scattered data: what one worker held is made again where it is needed.
            shared = client.submit(_itself, base, pure=False)
            given = deque[Future]()
            try:
                while True:
                    # Asked each time: workers of a cluster come one after another, most of them after us.
                    most = AHEAD * max(1, sum(client.nthreads().values()))
                    while len(given) < most and (bucket := take()) is not None:
                        given.append(client.submit(judge, shared, bucket, pure=False, retries=RETRIES))
                    if not given:
                        break
                    yield given.popleft().result()
            except KilledWorker as error:
                raise WorkersEnded(
                    f"workers that judged the same bucket died, one after another: {error}",
                    "give the workers more memory",
                ) from None

    return run


def _itself(base: Base) -> Base:
    return base
