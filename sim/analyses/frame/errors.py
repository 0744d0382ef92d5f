"""Errors and interrupts, told to people."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

from sim.analyses.frame.printing import complain
from sim.analyses.frame.statuses import FAILED, INTERRUPTED, WRONG_INPUT

if TYPE_CHECKING:
    from sim.study.store import Parts

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def leave(message: str, status: int) -> NoReturn:
    """Tell people why, and leave."""
    complain(message)
    raise typer.Exit(status)


@contextmanager
def errors_for_people() -> Iterator[None]:
    """Tell errors in a short paragraph: wrong input leaves with 2, a failed run with 1, an interrupted one with 130."""
    try:
        yield
    except KeyboardInterrupt:
        leave("Interrupted.", INTERRUPTED)
    except FileExistsError as error:
        leave(f"{error.filename} exists and is not overwritten; give another name, or move it away", WRONG_INPUT)
    except ValueError as error:
        leave(str(error), WRONG_INPUT)
    except OSError as error:
        leave(_of_the_system(error), FAILED)
    except Exception as error:
        message = _of_a_run(error)
        if message is None:
            raise
        leave(message, FAILED)


def _of_a_run(error: Exception) -> str | None:
    """What is told of an error of a run; None if it is none."""
    # A command in which nothing goes wrong need not load what tells it.
    from sim.model.checks import IdentityError
    from sim.study.batches import WorkerError
    from sim.study.tasks import ReplicationError
    from sim.study.trials import SearchError

    match error:
        case SearchError():
            return f"No {error.sought}: {error}"
        case IdentityError() | ReplicationError() | WorkerError():
            return f"The run failed: {error}"
    return None


def _of_the_system(error: OSError) -> str:
    what = f"{error.filename or 'a file'}: {error.strerror or error}"
    if error.errno in _FULL:
        return f"{what}. Make room on that disk, and give the same command again: what is finished is kept"
    return f"{what}; check the path, and who may read and write there"


@contextmanager
def interruptible(parts: Parts) -> Iterator[None]:
    """Keep what is finished when a study stops early, and tell what became of it.

    From an interrupt the same command goes on; what failed is listed beside the parts.
    """
    from sim.output.folder import write_failures
    from sim.study.tasks import ReplicationError
    from sim.study.trials import SearchError

    try:
        yield
    except KeyboardInterrupt:
        kept = f"{len(parts)} finished tasks are kept in {parts.folder}"
        leave(f"Interrupted; {kept}. The same command goes on from there.", INTERRUPTED)
    except ReplicationError as error:
        complain(f"What failed is listed in {write_failures(error.failures, parts.folder)}.")
        raise
    except SearchError:
        parts.discard()
        raise
    finally:
        parts.close()
