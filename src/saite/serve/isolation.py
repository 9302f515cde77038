"""What a worker may not do: use the network, take more memory than it is given, outlive us.

The gate refuses SERVICE and LOAD before a worker sees them. Should it ever miss one, there is
nothing to reach: on Linux a worker has a network of its own with nothing in it, and may not make
sockets at all; elsewhere only the gate and Python's own sockets stand in the way.

Sources: unshare(2), seccomp(2), setrlimit(2), prctl(2); Linux,
Documentation/networking/filter.rst.
"""

import ctypes
import os
import platform
import signal
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

CLONE_NEWNET: Final = 0x40000000
CLONE_NEWUSER: Final = 0x10000000
PR_SET_PDEATHSIG: Final = 1
PR_SET_SECCOMP: Final = 22
PR_SET_NO_NEW_PRIVS: Final = 38
SECCOMP_MODE_FILTER: Final = 2
# Machine -> its number in the kernel, and the calls that make or connect a socket.
CALLS: Final = {
    "x86_64": (0xC000003E, (41, 42, 425)),
    "aarch64": (0xC00000B7, (198, 203, 425)),
}
EACCES: Final = 13


def leave_network() -> str:
    """Give up the network for this process and all that it starts.

    :returns: what holds: ``namespace``, ``filter``, both, or ``guard`` where the system has neither
    """
    held = []
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
                held.append("namespace")
            if _filter_sockets(libc):
                held.append("filter")
    if not held:
        sys.addaudithook(_refuse_sockets)
    return "+".join(held) or "guard"


def _filter_sockets(libc: ctypes.CDLL) -> bool:
    """Make socket(), connect() and io_uring_setup() fail with EACCES, for good."""
    known = CALLS.get(platform.machine())
    if known is None:
        return False
    machine, calls = known

    def step(code: int, true: int, false: int, value: int) -> bytes:
        return struct.pack("HBBI", code, true, false, value)

    load, equal, leave = 0x20, 0x15, 0x06
    steps = [step(load, 0, 0, 4), step(equal, 1, 0, machine), step(leave, 0, 0, 0x7FFF0000)]
    steps.append(step(load, 0, 0, 0))
    steps += [step(equal, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [step(leave, 0, 0, 0x7FFF0000), step(leave, 0, 0, 0x00050000 | EACCES)]
    code = ctypes.create_string_buffer(b"".join(steps))
    program = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(code)))
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    address = ctypes.addressof(program)
    return bool(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, address, 0, 0) == 0)


def _refuse_sockets(event: str, _arguments: object) -> None:
    if event in ("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.Popen"):
        raise PermissionError(f"{event} is not allowed in a worker")


def limit_memory(mebibytes: int) -> None:
    """Let this process take so much more memory than it has now; more ends it.

    Systems without such a limit have none: there the limit of time is the one that holds.
    """
    if sys.platform == "win32":
        return
    import resource  # there is none in Windows

    size = _virtual_size()
    if size:
        most = size + (mebibytes << 20)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def resident_memory() -> int:
    """Tell how many bytes of memory this process holds; 0 where that cannot be told."""
    return _pages(1)


def _virtual_size() -> int:
    return _pages(0)


def _pages(place: int) -> int:
    if sys.platform != "linux":
        return 0
    import resource

    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(fields[place]) * resource.getpagesize()


def allow_descriptors(number: int) -> None:
    """Let this process have so many files and connections open, as far as the system lets it."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft not in (resource.RLIM_INFINITY, hard) and soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def end_with(parent: int) -> None:
    """Have this process killed when the one that forked it ends, however busy it is then.

    Elsewhere than on Linux it ends once it has to do with its server again.
    """
    if sys.platform != "linux":
        return
    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
        libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:  # it has ended before it was asked for
        os._exit(0)


def ignore_interrupts() -> None:
    """Leave it to the server when to end: Ctrl-C reaches every process of a terminal."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
