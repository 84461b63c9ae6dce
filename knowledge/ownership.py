"""One process at a time owns a folder; the claim ends with the process, however it ends."""

import contextlib
import os
import sys
from pathlib import Path

_LOCKED_BYTE = 1 << 20
"""Far behind the written process number, so that Windows lets others read it."""


class Claim:
    """A held claim; ``release`` or the end of the process gives the folder free."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1


def claim(folder: Path) -> Claim | None:
    """Claim a folder through its ``owner.lock``, or None while another process holds it.

    The system holds the lock, not the file's existence: after a kill nothing is stale. A file
    system without locks is taken as unclaimed.
    """
    descriptor = os.open(folder / "owner.lock", os.O_RDWR | os.O_CREAT, 0o644)
    if not _lock(descriptor):
        os.close(descriptor)
        return None
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
    return Claim(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        except OSError:
            return False
        return True

else:
    import errno
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as why:
            return why.errno in (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS)
        return True
