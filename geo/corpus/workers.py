"""One kind of work on many things: in this process, in several, or on a cluster."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from geo.errors import MissingComponentError, OutputError, SettingsError

if TYPE_CHECKING:
    from distributed import Client

__all__ = ["Spread", "connect", "spreading"]

# For each worker one thing that is worked on and one that waits; more would only hold memory.
_AHEAD = 2

# A thing that has cost so many workers of a cluster their lives would cost the others theirs.
_TRIES = 3
_PATIENCE_SECONDS = 20

Given = TypeVar("Given")
Made = TypeVar("Made")


class Spread:
    """Does one kind of work on many things, and gives the results in their order.

    Parameters
    ----------
    executor
        Where the work is done; `None` is this process.
    ahead
        How many things are worked on, or wait, at a time.
    """

    def __init__(self, executor: Executor | None = None, *, ahead: int = 1) -> None:
        self._executor = executor
        self._ahead = ahead

    def __call__(self, work: Callable[[Given], Made], things: Iterable[Given]) -> Iterator[Made]:
        """Yield what the work makes of each; things are taken as they are needed.

        Raises
        ------
        OutputError
            If a process was killed.
        """
        if self._executor is None:
            yield from map(work, things)
            return
        waiting: deque[Future[Made]] = deque()
        try:
            for thing in things:
                waiting.append(self._executor.submit(work, thing))
                if len(waiting) >= self._ahead:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as error:
            raise OutputError(
                "a process was killed, as for want of memory; run again, with fewer --workers if "
                "need be: finished parts are kept"
            ) from error
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def connect(address: str) -> Iterator[Client]:
    """Give a client of the Dask cluster at an address, such as `tcp://192.0.2.7:8786`.

    Raises
    ------
    MissingComponentError
        If Dask is not installed.
    SettingsError
        If no cluster answers there.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise MissingComponentError(
            "Dask is not installed; install conflict-geo[cluster]"
        ) from error
    try:
        client = Client(address, timeout=_PATIENCE_SECONDS)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise SettingsError(
            f"--dask {address}: no cluster answers ({reason}); give the address that its scheduler "
            "prints, such as tcp://192.0.2.7:8786"
        ) from error
    with client:
        yield client


@contextmanager
def spreading(workers: int = 1, client: Client | None = None) -> Iterator[Spread]:
    """Give what spreads work over the processes of this machine, or over a cluster.

    Parameters
    ----------
    workers
        Number of processes; 1 works in this one. Not read where there is a client.
    client
        Of a Dask cluster whose workers see the same files under the same names. What a worker
        was doing when it was lost is done by another.

    Raises
    ------
    SettingsError
        If `workers` is less than 1.
    """
    if workers < 1:
        raise SettingsError(f"workers is {workers}, expected 1 or more")
    if client is not None:
        with client.get_executor(pure=False, retries=_TRIES) as executor:  # type: ignore[no-untyped-call]
            yield Spread(executor, ahead=_AHEAD * max(len(client.scheduler_info()["workers"]), 1))
        return
    if workers == 1:
        yield Spread()
        return
    # Spawned processes share nothing with this one, so they behave the same on every system.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        yield Spread(pool, ahead=_AHEAD * workers)
