"""Where the grids of a plan are divided: in this process, in several, or on a Dask cluster. The plan is the same."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from typing import Annotated, Any

import numpy as np
import pyproj
import scipy
import shapely
import typer

from registry.errors import Conflict, Invalid, NotFound
from registry.redraw.solving.planning import Run

Scheduler = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Divide on the Dask cluster of tcp://HOST:PORT; the same plan.")
]
ANSWER_S = 10  # a scheduler on the same network answers within milliseconds
TASKS = 8  # sent in one message


@contextmanager
def run_on(processes: int, scheduler: str | None = None) -> Iterator[Run]:
    """The map of so many processes, of one this one's; of a Dask cluster where the address of its scheduler is given.

    Raises Invalid for what is no address, NotFound where no scheduler answers within `ANSWER_S` or it has no worker,
    Conflict where a worker has other versions of what shapes come from: then it might come to another plan.
    """
    if scheduler is not None:
        with _cluster(scheduler) as run:
            yield run
    elif processes == 1:
        yield map
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("forkserver")) as pool:
            yield lambda work, things: pool.map(work, things, chunksize=4)


@contextmanager
def _cluster(address: str) -> Iterator[Run]:
    try:
        # Loaded here: it takes half a second that no other command should wait.
        client: Any = import_module("distributed").Client(address, timeout=ANSWER_S, set_as_default=False)
    except (ValueError, TypeError) as error:
        raise Invalid(f"--scheduler {address}: {error}; say tcp://HOST:PORT", field="scheduler") from error
    except OSError as error:
        raise NotFound(
            f"--scheduler {address}: no Dask scheduler answered within {ANSWER_S} s; start one with "
            "`dask scheduler`, or leave the option out to divide on this machine",
            scheduler=address,
        ) from error
    with client:
        _check_workers(client, address)

        def run(work: Callable[[Any], Any], things: Iterable[Any]) -> Iterable[Any]:
            try:
                done: list[Any] = client.gather(client.map(work, list(things), pure=False, batch_size=TASKS))
            except OSError as error:
                raise NotFound(f"--scheduler {address}: the cluster was lost: {error}", scheduler=address) from error
            return done

        yield run


def _check_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=ANSWER_S)
        found: dict[str, tuple[str, ...]] = client.run(foundation)
    except TimeoutError as error:
        raise NotFound(
            f"--scheduler {address}: it has no worker; start `dask worker {address}` where jingge is installed",
            scheduler=address,
        ) from error
    except ImportError as error:
        raise NotFound(f"--scheduler {address}: a worker lacks what divides grids: {error}") from error
    for worker, there in sorted(found.items()):
        pairs = zip(there, foundation(), strict=True)
        if apart := [f"{theirs} beside {ours}" for theirs, ours in pairs if theirs != ours]:
            raise Conflict(f"--scheduler {address}: worker {worker} has {', '.join(apart)} here; install the same")


def foundation() -> tuple[str, ...]:
    """What the numbers of a shape come from, with versions."""
    return (
        f"jingge {version('jingge')}",
        f"numpy {np.__version__}",
        f"scipy {scipy.__version__}",
        f"shapely {shapely.__version__}",
        f"GEOS {shapely.geos_version_string}",
        f"PROJ {pyproj.proj_version_str}",
    )
