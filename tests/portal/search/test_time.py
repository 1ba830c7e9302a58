import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.usefixtures("published")
def test_time(client):
    client.get("/search/", {"q": "a"})
    for q in ("kenya", "social protection", "turkey", "a"):
        with CaptureQueriesContext(connection) as c:
            a = time.perf_counter()
            client.get("/search/", {"q": q})
            b = time.perf_counter() - a
        print(
            "TIME",
            q,
            round(b, 2),
            round(sum(float(x["time"]) for x in c), 2),
            len(c),
            sorted(((float(x["time"]), x["sql"].partition("FROM")[2][:50]) for x in c), reverse=True)[:4],
        )
