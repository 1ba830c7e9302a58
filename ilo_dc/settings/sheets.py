"""How much of a sheet is read, by whom, and how long work may take: docs/how-to/run-and-deploy.md."""

import os


def _number(name: str, default: str) -> int:
    return int(os.environ.get(f"PORTAL_{name}", default))


# What a worker reads of one file at most.
SHEET_ROWS = _number("SHEET_ROWS", "100000")
SHEET_COLUMNS = _number("SHEET_COLUMNS", "120")
SHEET_CELLS = _number("SHEET_CELLS", "1500000")
SHEET_MB = _number("SHEET_MB", "128")  # unpacked, of one sheet
SHEET_STRINGS_MB = _number("SHEET_STRINGS_MB", "32")  # unpacked, of the texts that sheets share
SHEET_PART_MB = _number("SHEET_PART_MB", "2")  # unpacked, of any other part
SHEET_PARTS = _number("SHEET_PARTS", "1000")
SHEET_RATIO = _number("SHEET_RATIO", "200")  # times that a part may unpack to more than it is
SHEET_SECONDS = _number("SHEET_SECONDS", "300")

# What is read while a person waits for the answer; whatever is larger is read by a worker.
SHEET_REQUEST_KB = _number("SHEET_REQUEST_KB", "512")
SHEET_REQUEST_MB = _number("SHEET_REQUEST_MB", "4")  # unpacked, of all sheets
SHEET_REQUEST_CELLS = _number("SHEET_REQUEST_CELLS", "20000")
SHEET_REQUEST_CHANGES = _number("SHEET_REQUEST_CHANGES", "100")  # rows of a workbook that change something
SHEET_REQUEST_SECONDS = _number("SHEET_REQUEST_SECONDS", "3")

# --- Work in the background ---

# A job that takes longer fails with a message; one that does not even hear that is killed, and tried again.
TASK_MINUTES = _number("TASK_MINUTES", "30")
CELERY_TASK_SOFT_TIME_LIMIT = TASK_MINUTES * 60
CELERY_TASK_TIME_LIMIT = TASK_MINUTES * 60 + 60
# A job that asks for more memory fails; a process that kept much of it is replaced after its job.
WORKER_MEMORY_MB = _number("WORKER_MEMORY_MB", "1024")
CELERY_WORKER_MAX_MEMORY_PER_CHILD = WORKER_MEMORY_MB * 1024 // 2
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
