"""`make stop` and `make status`."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

from ilo_dc.embedded import paths, supervisor
from ilo_dc.embedded.processes import running_pid
from ilo_dc.embedded.report import complain, say

SECONDS_TO_STOP = 120


def stop() -> int:
    """End what runs in this PORTAL_HOME, and whatever a killed supervisor left there."""
    home = paths.portal_home()
    pid = running_pid(home, supervisor.NAME)
    if pid is None:
        supervisor.end_leftovers(home)
        say(f"Nothing runs in {home}.")
        return 0
    say(f"Stopping `{supervisor.read_state(home).get('command', 'process')}` (process {pid}) ... ", end="")
    begun = time.monotonic()
    with suppress(ProcessLookupError):  # it was faster
        os.kill(pid, signal.SIGTERM)
    while running_pid(home, supervisor.NAME) == pid:
        if time.monotonic() - begun > SECONDS_TO_STOP:
            complain(f"it does not end within {SECONDS_TO_STOP} s; look into {paths.log_directory(home)}.")
            return 1
        time.sleep(0.05)
    say(f"stopped after {time.monotonic() - begun:.1f} s")
    return 0


def status() -> int:
    """Tell what runs in this PORTAL_HOME; the exit status is 0 if it serves, 3 if not (as services do)."""
    home = paths.portal_home()
    state = supervisor.read_state(home) if running_pid(home, supervisor.NAME) else {}
    for name in (supervisor.NAME, *supervisor.SERVED):
        pid = running_pid(home, name)
        say(f"{name:<12}{f'process {pid}' if pid else 'not running'}")
    if state.get("serving"):
        say(f"The portal: {state['url']}")
        return 0
    say(f"{home} is being set up." if state else f"Nothing is served from {home}: `make demo` starts it.")
    return 3
