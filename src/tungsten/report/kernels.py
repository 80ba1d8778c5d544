"""Kernels that start fast: a process of its own for each notebook, forked from one that has imported the libraries.

Importing Altair, Polars and IPython takes longer than most notebooks do. The
server of `multiprocessing` imports them once, runs nothing, and forks: every
kernel begins with the same clean slate a fresh one would have, half a second
earlier. Where there is no fork (Windows), kernels start the usual way.
"""

import os
import sys
from multiprocessing import get_context, parent_process
from multiprocessing.context import ForkServerProcess
from threading import Thread
from typing import Any
from uuid import uuid4

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import default

CAN_FORK = sys.platform != "win32"

PRELOADED = ["ipykernel.kernelapp", "ipykernel.ipkernel", "IPython.core.completer", "altair", "pydantic", "yaml"]
"""Libraries only: what is ours is imported by each kernel anew, so that a mistake in it is a cell's error.

NOTE: none that starts a thread, which a fork would leave behind; so not Polars.
"""

NOBODY = 1
"""Parent process id given to ipykernel; 0 would make it print connection hints. `end_together` ends it instead."""


def warm_up() -> None:
    """Starts the server, which imports while its caller does other things."""
    if CAN_FORK:
        from multiprocessing import forkserver

        get_context("forkserver").set_forkserver_preload(PRELOADED)
        forkserver.ensure_running()


def end_together() -> None:
    """Ends this process when the one it works for has ended, killed as it may be.

    Nothing else would: a pool's process waits for work for ever, and the
    server ends after the last that it forked, so that none may wait for it.
    """
    Thread(target=_end_after, args=(parent_process(),), daemon=True).start()


def _end_after(parent: Any) -> None:
    parent.join()
    os._exit(1)


class Kernels(AsyncKernelManager):  # type: ignore[misc]  # jupyter_client is skipped by mypy
    """Kernels that talk through files of this user, where the system has such, and not through open ports."""

    provisioner: Any
    kernel_id: Any

    @default("transport")
    def _transport(self) -> str:
        return "ipc" if CAN_FORK else "tcp"

    @default("ip")
    def _ip(self) -> str:
        """Where the files lie; jupyter_client's own default is one place for all kernels at once."""
        return f"{os.environ['JUPYTER_RUNTIME_DIR']}/{uuid4().hex}" if CAN_FORK else "127.0.0.1"

    async def _async_pre_start_kernel(self, **given: Any) -> Any:
        if CAN_FORK and self.provisioner is None:
            self.kernel_id = self.kernel_id or given.pop("kernel_id", str(uuid4()))
            self.provisioner = Forked(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**given)


class Forked(LocalProvisioner):  # type: ignore[misc]  # the same
    """Starts a kernel by forking it from the server."""

    async def launch_kernel(self, cmd: list[str], **given: Any) -> Any:
        """The connection of a kernel that is starting; ``cmd`` is what would have been run."""
        arguments = cmd[cmd.index("-f") :]
        process = get_context("forkserver").Process(target=_serve, args=(arguments, given["env"]), daemon=True)
        process.start()
        self.process, self.pid, self.pgid = _Running(process), process.pid, None
        return self.connection_info


class _Running:
    """A forked process with the few methods `LocalProvisioner` asks of one it started itself."""

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
    """A kernel's whole life."""
    from ipykernel.kernelapp import IPKernelApp

    end_together()
    os.environ.clear()
    os.environ.update(environment)
    IPKernelApp.launch_instance([*arguments, f"--IPKernelApp.parent_handle={NOBODY}"])
