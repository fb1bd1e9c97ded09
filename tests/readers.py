"""Confined readers for tests: each still a process of its own, forked from one that has loaded every reader instead of loading its own.

The readers are loaded once for each test process; a run reads hundreds of tables and sets hundreds of papers. How the product starts
them is tested as it is in tests/files/test_confinement.py.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import socket
import subprocess
import sys
import threading
import traceback
import warnings
from typing import Any, Final

from ifar.files import confinement

MODULES: Final = (
    "ifar.files.tables.worker",
    "ifar.files.document",
    "ifar.files.picture",
    "ifar.documents.raster",
    "ifar.documents.typesetting",
)
LIBC: Final = ctypes.CDLL(None, use_errno=True)
PR_SET_CHILD_SUBREAPER: Final = 36
loading_alone: Final = confinement._loading


class Loaded:
    """The process that has loaded every reader, and a line to it."""

    def __init__(self) -> None:
        self._line, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._lock = threading.Lock()
        with other:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.readers", str(other.fileno())],
                env=confinement.environment(),
                stdin=subprocess.DEVNULL,
                pass_fds=[other.fileno()],
            )

    def fork(self, module: str, streams: list[int]) -> int:
        """The number of a process with these streams which is about to read; it is a child of this one."""
        with self._lock:
            # Whoever forks it ends at once, and what has no parent any more falls to us.
            LIBC.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
            try:
                socket.send_fds(self._line, [module.encode()], streams)
                return int(self._line.recv(64))
            finally:
                LIBC.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


_loaded: list[Loaded] = []
os.register_at_fork(after_in_child=_loaded.clear)


class Forked(subprocess.Popen[bytes]):
    """A process as any other, that begins as a copy of one that has loaded what it needs."""

    def _execute_child(self, args: Any, *given: Any) -> None:
        reading, _, _, writing, _, complaining = given[9:15]
        if not _loaded:
            _loaded.append(Loaded())
        self.pid = _loaded[0].fork(args[-1], [reading, writing, complaining])
        self._child_created = True
        for item in (reading, writing, complaining):
            os.close(item)


def loading(module: str) -> subprocess.Popen[bytes]:
    """In place of `confinement._loading`."""
    if module not in MODULES:
        return loading_alone(module)
    return Forked([module], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


# In the process that has loaded them ------------------------------------------------------------------------------------------


def _serve(line: socket.socket) -> None:
    while True:
        content, streams, _, _ = socket.recv_fds(line, 256, 3)
        if not content:
            return
        result, telling = os.pipe()
        between = os.fork()
        if not between:
            if pid := os.fork():
                os.write(telling, str(pid).encode())
                os._exit(0)
            _read(content.decode(), streams)
        os.waitpid(between, 0)  # only then is its child the tests' own
        line.send(os.read(result, 64))
        for number in (result, telling, *streams):
            os.close(number)


def _read(module: str, streams: list[int]) -> None:
    code = 1
    try:
        for at, stream in enumerate(streams):
            os.dup2(stream, at)
        os.closerange(3, 1024)
        confinement._confined_main(module)
        sys.stdout.flush()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", message=".*multi-threaded")  # threads of libraries that idle
    for name in MODULES:
        importlib.import_module(name)
    _serve(socket.socket(fileno=int(sys.argv[1])))
