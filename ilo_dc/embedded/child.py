"""Becomes another program: one that ends with its parent and, if need be, is not root.

Run as a script, `child.py DEATH_SIGNAL PARENT IDENTITY PROGRAM [ARGUMENT...]`, in place of a `preexec_fn`:
what is set below belongs to a process, and nothing of the parent's state (threads, locks) is in the way.

IDENTITY is `same`, or one of the two ways past PostgreSQL's refusal to run as root:

* `namespace`: a user namespace in which root is called `nobody`. To the system outside it is root still, so
  files keep their owner and every path stays open, but without any of root's privileges.
* USER:GROUP, both numbers: that user, where the system forbids new namespaces (as Docker does by default).
  He keeps one privilege, to pass directories that only root may enter: PORTAL_HOME may lie in one.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from pathlib import Path

NOBODY = 65534
CLONE_NEWUSER = 0x10000000
# A program inherits what its parent ignores: Python ignores SIGPIPE, and a shell the keyboard's signals for
# what it runs in the background. The kernel's word that the supervisor ended would then be lost.
NOT_IGNORED = (signal.SIGPIPE, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE = 1
CAPABILITY_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


class CapabilityHeader(ctypes.Structure):
    """The kernel's `__user_cap_header_struct`."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class CapabilitySets(ctypes.Structure):
    """The kernel's `__user_cap_data_struct`; version 3 takes two: capabilities 0 to 31, and the rest."""

    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


def check(result: int, what: str) -> None:
    """Raise what the C library reports."""
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def prctl(*arguments: int) -> None:
    """Change one attribute of this process; arguments not given are zero."""
    filled = (*arguments, 0, 0, 0, 0)[:5]
    check(libc.prctl(*map(ctypes.c_ulong, filled)), "prctl")


def enter_namespace() -> None:
    """Enter a user namespace in which this user is called `nobody`."""
    user, group = os.geteuid(), os.getegid()
    check(libc.unshare(CLONE_NEWUSER), "unshare")
    process = Path("/proc/self")
    (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(f"{NOBODY} {user} 1")
    (process / "gid_map").write_text(f"{NOBODY} {group} 1")


def become(user: int, group: int) -> None:
    """Become another user who may still pass directories that only root may enter (if root may grant it)."""
    prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setgid(group)
    os.setuid(user)
    header, sets = CapabilityHeader(CAPABILITY_VERSION_3, 0), (CapabilitySets * 2)()
    check(libc.capget(ctypes.byref(header), sets), "capget")
    kept = sets[0].permitted & (1 << CAP_DAC_OVERRIDE)
    sets[0] = CapabilitySets(kept, kept, kept)
    sets[1] = CapabilitySets(0, 0, 0)
    check(libc.capset(ctypes.byref(header), sets), "capset")
    if kept:
        prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE)


def die_with_parent(death_signal: int, parent: int) -> None:
    """Ask the kernel (Linux only) for a signal when the parent ends, however it ends.

    Elsewhere the next start finds and ends what was left.
    """
    if sys.platform != "linux":
        return
    prctl(PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:  # it ended before the request was made
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Take on the identity, tie this process to its parent and become the program."""
    death_signal, parent, identity, *command = arguments
    for inherited in NOT_IGNORED:
        signal.signal(inherited, signal.SIG_DFL)
    if identity == "namespace":
        enter_namespace()
    elif identity != "same":
        user, _, group = identity.partition(":")
        become(int(user), int(group))
    die_with_parent(int(death_signal), int(parent))  # last: changing user clears it
    os.execvp(command[0], command)  # noqa: S606 - the whole point


if __name__ == "__main__":
    main(sys.argv[1:])
