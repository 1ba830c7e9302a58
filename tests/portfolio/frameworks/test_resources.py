"""What the page of a programme says of its country's resources is what the measures say."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from ilo_dc.core.facts.moments import settle
from ilo_dc.core.measures import Question, table
from ilo_dc.core.models import Country
from portfolio.frameworks.measures.frameworks import FRAMEWORK_GAPS, GAP_COLUMNS
from portfolio.frameworks.panels.frameworks import resources_of

pytestmark = pytest.mark.usefixtures("published")
NOBODY = AnonymousUser()


@pytest.mark.parametrize("iso3", ["BGD", "CIV", "KEN", "PAK"])
def test_they_are_the_figures_of_its_own_sub_outputs(iso3, django_assert_num_queries):
    as_of, country = settle(None), Country.objects.get(pk=iso3)
    answer = table(FRAMEWORK_GAPS, user=NOBODY, question=Question(as_of=as_of).narrowed("country", iso3))
    with django_assert_num_queries(2):
        found = resources_of(NOBODY, country, as_of=as_of, shown=5)
    assert found.count == answer.total.count
    assert str(found.finance_year) in answer.question.where["finance_year"]
    for name in ("required", "available", "spent", "gap", "surplus", "coverage"):
        assert getattr(found, name) == answer.value(answer.total, GAP_COLUMNS[name]), name
    gaps = [state.gap for state in found.largest]
    assert gaps == sorted(gaps, reverse=True)
    assert all(gaps)
    assert len(gaps) <= 5


def test_what_is_shared_with_others_is_counted_and_no_part_of_it():
    found = resources_of(NOBODY, Country.objects.get(pk="KIR"), as_of=settle(None), shown=5)
    assert (found.count, found.gap, found.coverage, found.largest) == (0, 0, None, [])
    assert found.shared > 0
    assert resources_of(NOBODY, Country.objects.get(pk="NOR"), as_of=settle(None), shown=5) is None
