"""Kernels that start fast: each is forked from a process that has already imported the libraries.

Importing Altair and IPython takes longer than most notebooks. The fork server of
`multiprocessing` imports them once and runs no code of a notebook, so that a forked
kernel has the same state as a new one, half a second earlier. Where processes can't be
forked (Windows), kernels start the usual way.
"""

import os
import sys
import tempfile
from multiprocessing import get_context, parent_process
from multiprocessing.context import ForkServerProcess
from threading import Thread
from typing import Any
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import default

from tungsten import Unusable

CAN_FORK = sys.platform != "win32"

PRELOADED = ["ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "altair", "pydantic", "yaml"]
"""Libraries that the fork server imports. The project's own modules are imported by each kernel, so that an error in
one of them is the error of a cell.

NOTE: Polars is not among them, since it starts threads, and a fork doesn't copy threads.
"""

SHORT_FOLDER, LONGEST_FOLDER = "/tmp", 70
"""The path of a socket has at most 103 bytes on macOS, of which names in the temporary folder use up to 33."""

NO_PARENT = 1
"""Parent process id given to ipykernel, which then doesn't watch it. 0 would make it print connection hints."""


def warm_up() -> None:
    """Start the fork server, which imports the libraries in the background."""
    if CAN_FORK:
        from multiprocessing import forkserver

        shorten_temporary_folder()
        get_context("forkserver").set_forkserver_preload(PRELOADED)
        forkserver.ensure_running()


def shorten_temporary_folder() -> None:
    """Use ``/tmp`` for temporary files, also of the processes started later, if TMPDIR is too long for sockets."""
    folder = tempfile.gettempdir()
    if len(os.fsencode(folder)) <= LONGEST_FOLDER:
        return
    if not os.access(SHORT_FOLDER, os.W_OK | os.X_OK):
        raise Unusable(f"TMPDIR={folder}: too long for a socket; set one of up to {LONGEST_FOLDER} bytes")
    os.environ["TMPDIR"] = tempfile.tempdir = SHORT_FOLDER


def exit_with_parent() -> None:
    """Make this process exit when its parent process has ended, even if the parent was killed.

    Without this a worker of a pool would wait for work for ever, and with it the fork server,
    which exits after the last process it has forked.
    """
    Thread(target=_exit_after, args=(parent_process(),), daemon=True).start()


def _exit_after(parent: Any) -> None:
    parent.join()
    os._exit(1)


class Kernels(AsyncKernelManager):  # type: ignore[misc]  # jupyter_client is skipped by mypy
    """Kernels that communicate through sockets in the file system where there are such, not through open ports."""

    provisioner: Any
    kernel_id: Any

    @default("transport")
    def _transport(self) -> str:
        return "ipc" if CAN_FORK else "tcp"

    @default("ip")
    def _ip(self) -> str:
        """Path of the socket files; jupyter_client's default is the same for all kernels."""
        return f"{os.environ['JUPYTER_RUNTIME_DIR']}/{uuid4().hex[:12]}" if CAN_FORK else "127.0.0.1"

    async def _async_pre_start_kernel(self, **options: Any) -> Any:
        if CAN_FORK and self.provisioner is None:
            self.kernel_id = self.kernel_id or options.pop("kernel_id", str(uuid4()))
            self.provisioner = Forked(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**options)


class Forked(LocalProvisioner):  # type: ignore[misc]  # the same
    """Starts a kernel by forking the server."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Fork a kernel and return its connection; of ``cmd``, the usual command, only the arguments are used."""
        arguments = cmd[cmd.index("-f") :]
        process = get_context("forkserver").Process(target=_serve, args=(arguments, options["env"]), daemon=True)
        process.start()
        self.process, self.pid, self.pgid = _Running(process), process.pid, None
        return self.connection_info


class _Running:
    """A forked process with the methods of `subprocess.Popen` that `LocalProvisioner` calls."""

    stdout = stderr = stdin = None

    def __init__(self, process: ForkServerProcess) -> None:
        self.process = process

    def poll(self) -> int | None:
        return self.process.exitcode

    def wait(self) -> int | None:
        self.process.join()
        return self.process.exitcode

    def send_signal(self, number: int) -> None:
        if self.process.pid and self.process.is_alive():
            os.kill(self.process.pid, number)

    def terminate(self) -> None:
        self.process.terminate()

    def kill(self) -> None:
        self.process.kill()


def _serve(arguments: list[str], environment: dict[str, str]) -> None:
    """Run a kernel in a forked process until it is shut down."""
    from ipykernel.kernelapp import IPKernelApp

    exit_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={NO_PARENT}"])
