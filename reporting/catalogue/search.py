"""What a search over everything finds in reporting: measures with their definitions, terms of the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ilo_dc.core.search.hits import Finder, Hit, Hits, Kind, hits_of
from ilo_dc.core.text_search import plain
from reporting.catalogue.catalogue import measures_named
from reporting.catalogue.glossary import Term, terms_named

if TYPE_CHECKING:
    from ilo_dc.core.measures import Measure
    from ilo_dc.core.people.grants import Viewer


def find_measures(user: Viewer, text: str, limit: int) -> Hits:
    """Find measures; all are public. One whose very name or code it is comes first."""
    sought = plain(text)
    found = sorted(measures_named(text), key=lambda one: sought not in plain(f"{one.label} {one.code}"))
    return hits_of(Kind(_("Measures"), "data", _measure), found, text, limit)


def _measure(measure: Measure) -> Hit:
    texts = ((_("the definition"), str(measure.definition)),)
    return Hit(str(measure.label), reverse("measure", args=[measure.code]), measure.code, texts=texts)


def find_terms(user: Viewer, text: str, limit: int) -> Hits:
    """Find terms of the glossary, in English or Chinese; all are public."""
    sought = plain(text)
    found = sorted(terms_named(text), key=lambda one: sought not in plain(f"{one.english} {one.chinese}"))
    return hits_of(Kind(_("Terms"), "data", _term), found, text, limit)


def _term(term: Term) -> Hit:
    texts = ((_("another spelling"), term.variants),) if term.variants else ()
    return Hit(term.english, f"{reverse('data')}#{term.slug}", term.chinese, texts=texts)


FINDERS: tuple[Finder, ...] = (find_measures, find_terms)
