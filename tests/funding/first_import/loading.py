"""An import in a process of its own, which a test may end at any place, and what a browser does meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

KILLED = -1
# It ends itself at the n-th place, before or after a statement or at a step it tells, as by kill -9.
LOAD = """
import os, signal, sys
database, path, place = sys.argv[1], sys.argv[2], int(sys.argv[3])
from django.conf import settings
settings.DATABASES["default"]["NAME"] = database
settings.MEDIA_ROOT = sys.argv[4]
import django
django.setup()
from django.db import connection, transaction
from funding.first_import.actions import postings
from funding.first_import.imports.postings import EXPENDITURE
from ilo_dc.core.facts import copying
from ilo_dc.core.imports.actions.at_once import load_file
from ilo_dc.core.imports.scope import Scope
from pathlib import Path

postings.AT_ONCE = int(sys.argv[5])
passed = 0


def pass_by(*_anything):
    global passed
    passed += 1
    if passed == place:
        os.kill(os.getpid(), signal.SIGKILL)


def traced(execute, sql, params, many, context):
    pass_by()
    result = execute(sql, params, many, context)
    pass_by()
    return result


whole = {"by": None, "importer": EXPENDITURE, "path": Path(path), "scope": Scope(), "reason": "Test"}
with connection.execute_wrapper(traced), transaction.atomic():
    load_file(**whole, progress=pass_by)
    transaction.set_rollback(sys.argv[6] == "undone")
print(passed)
"""


def start(
    path: Path, media: Path, *, place: int = 0, at_once: int = 500, undone: bool = False
) -> subprocess.Popen[str]:
    """Start an import of expenditure in a process of its own; it ends itself at a place (0: never)."""
    name = str(connection.settings_dict["NAME"])
    command = [
        sys.executable,
        "-c",
        LOAD,
        name,
        str(path),
        str(place),
        str(media),
        str(at_once),
        "undone" if undone else "kept",
    ]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "ilo_dc.settings"),
    }
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def loaded(path: Path, media: Path, **how: Any) -> int:
    """Load the file to its end or its killing; return how many places it passed, or KILLED."""
    process = start(path, media, **how)
    told, errors = process.communicate(timeout=500)
    if process.returncode == -signal.SIGKILL:
        return KILLED
    assert process.returncode == 0, errors[-3000:]
    return int(told.splitlines()[-1])
