"""The styleguide: all components on one page, under the rules of every page."""

import gzip
import re
from functools import cache

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from ilo_dc.portal.styleguide.pages import styleguide


@pytest.fixture
def page(installation):
    return rendered()


@cache
def rendered() -> str:
    """Return the page that all tests look at."""
    request = RequestFactory().get("/styleguide/?region=africa")
    request.user = AnonymousUser()
    return styleguide(request).content.decode()


def test_it_is_not_for_search_engines(page):
    assert '<meta name="robots" content="noindex">' in page


def test_it_holds_no_style_and_no_script(page):
    assert not re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=", page)


def test_it_weighs_less_than_60_kilobytes(page):
    assert len(gzip.compress(page.encode())) < 60_000


def test_no_identity_is_used_twice(page):
    identities = re.findall(r'\sid="([^"]+)"', page)
    assert len(identities) == len(set(identities))


def test_every_label_and_description_leads_somewhere(page):
    identities = set(re.findall(r'\sid="([^"]+)"', page))
    named = re.findall(r'<label[^>]* for="([^"]+)"', page)
    described = [name for names in re.findall(r'aria-describedby="([^"]+)"', page) for name in names.split()]
    assert set(named) | set(described) <= identities


def test_it_shows_the_demonstration_banner(page):
    assert 'class="banner"' in page


def test_it_follows_the_language(rf, installation):
    from django.utils import translation

    request = rf.get("/styleguide/")
    request.user = AnonymousUser()
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in styleguide(request).content.decode()
