"""The invented projects: whole, told by their own marks, and loaded once."""

from __future__ import annotations

import pytest
from django.db.models import Count, Sum
from django.test import Client

from portfolio.demonstration.projects import load_demonstration_projects
from portfolio.models import CountryShare, Project, ProjectMarker, ProjectState
from portfolio.projects.vocab import Marker, ProjectKind, ProjectScope, ProjectStatus

pytestmark = pytest.mark.usefixtures("published")


def test_three_hundred_projects_of_every_kind_scope_status_and_marker() -> None:
    assert Project.objects.filter(demonstration=True).count() == 300
    for name, choices in (("kind", ProjectKind), ("scope", ProjectScope), ("status", ProjectStatus)):
        found = set(Project.objects.values_list(name, flat=True).distinct())
        missing = {"suspended", "interregional"}  # what comes seldom is left to people
        assert found >= set(choices.values) - missing, name
    assert set(ProjectMarker.objects.values_list("marker", flat=True)) == set(Marker.values)
    assert not Project.objects.exclude(code__startswith="DEMO-").exists()
    sums = CountryShare.objects.current().order_by().values("project").annotate(whole=Sum("share"))
    assert set(sums.values_list("whole", flat=True)) == {100}


def test_they_come_once_and_each_status_says_that_it_is_recorded_back() -> None:
    assert load_demonstration_projects() == {"projects": 0}
    assert not ProjectState.objects.filter(backdated=False).exists()
    current = ProjectState.objects.current().values("project").annotate(number=Count("pk"))
    assert set(current.values_list("number", flat=True)) == {1}


def test_figures_of_a_past_day_count_what_ran_then(client: Client) -> None:
    asked = {"measure": "projects", "status": "running"}
    then, now = (
        client.get("/api/v1/figures/", {**asked, **on}).json()["total"] for on in ({"on": "2020-12-31"}, {})
    )
    rows = client.get("/api/v1/projects/", {"on": "2020-12-31", "status": "running", "limit": "1000"}).json()
    assert then == len(rows["results"])
    assert then != now
    assert min(then, now) > 0
