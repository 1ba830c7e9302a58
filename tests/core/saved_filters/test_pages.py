"""A filter is saved under a name, stands above its list and in one's work, and is nobody else's."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

from ilo_dc.core.errors import UnableToAct
from ilo_dc.core.models import SavedFilter, User
from ilo_dc.core.saved_filters.actions.saved_filters import MOST, remove_filter, save_filter
from tests.people import signed_in

NEW = "/work/filters/new/"
QUERY = "country=ZWE&ordering=-last_day"


def kept(by: User, name: str = "Mine", page: str = "/dwcps/", query: str = QUERY) -> SavedFilter:
    return save_filter(by=by, name=name, page=page, query=query)


def test_a_filter_is_saved_from_its_list_and_leads_back_to_it(client: Client, field_officer: User) -> None:
    signed_in(field_officer, client)
    page = client.get(f"/dwcps/?{QUERY}&limit=20").content.decode()
    offered = f"{NEW}?page=%2Fdwcps%2F&amp;query=country%3DZWE%26ordering%3D-last_day"
    assert offered in page
    form = client.get(offered.replace("&amp;", "&"))
    assert form.context["form"].initial == {"page": "/dwcps/", "query": QUERY}
    answer = client.post(NEW, {"name": " Ours ", "page": "/dwcps/", "query": QUERY})
    assert answer["Location"] == f"/dwcps/?{QUERY}"
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.person, saved.url) == ("Ours", field_officer, f"/dwcps/?{QUERY}")
    assert f'href="/dwcps/?{QUERY.replace("&", "&amp;")}"' in client.get("/work/").content.decode()
    again = client.get(f"/dwcps/?{QUERY}").content.decode()
    assert 'aria-current="true"><bdi>Ours</bdi>' in again
    assert NEW not in again


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("page", "query", "label"),
    [
        ("/gaps/", "order=coverage&region=africa", "Resource gaps"),
        ("/partners/", "search=germ&year=2024", "Funding partners"),
        ("/countries/", "region=africa&data=yes", "Countries and areas"),
    ],
)
def test_a_page_of_figures_keeps_filters_as_lists_do(
    client: Client, page: str, query: str, label: str
) -> None:
    person = User.objects.create_user("tendai", "tendai@example.org")
    signed_in(person, client)
    assert NEW not in client.get(page).content.decode()
    offered = f"{NEW}?{urlencode({'page': page, 'query': query})}"
    assert offered.replace("&", "&amp;") in client.get(f"{page}?{query}").content.decode()
    assert client.post(NEW, {"name": "Ours", "page": page, "query": query})["Location"] == f"{page}?{query}"
    assert 'aria-current="true"><bdi>Ours</bdi>' in client.get(f"{page}?{query}").content.decode()
    assert f'<span class="muted">{label}</span>' in client.get("/work/").content.decode()


def test_a_filter_is_removed_from_ones_work(client: Client, field_officer: User) -> None:
    saved = kept(field_officer)
    signed_in(field_officer, client)
    assert client.get(f"/work/filters/{saved.pk}/remove/").status_code == 200
    assert client.post(f"/work/filters/{saved.pk}/remove/")["Location"] == "/work/"
    assert not SavedFilter.objects.exists()


def test_a_filter_is_private_to_its_owner(client: Client, field_officer: User, admin: User) -> None:
    saved = kept(field_officer)
    signed_in(admin, client)
    assert client.post(f"/work/filters/{saved.pk}/remove/").status_code == 404
    with pytest.raises(SavedFilter.DoesNotExist):
        remove_filter(by=admin, saved=saved)
    for page in ("/work/", f"/dwcps/?{QUERY}"):
        assert "<bdi>Mine</bdi>" not in client.get(page).content.decode()
    stranger = Client()
    assert NEW not in stranger.get("/dwcps/?country=ZWE").content.decode()
    assert stranger.get(NEW).status_code == 302
    assert SavedFilter.objects.get() == saved


@pytest.mark.parametrize(
    ("page", "query", "problem"),
    [
        ("/dwcps/", "cursor=x&limit=5&country=", "Nothing is filtered"),
        ("/work/", QUERY, "of a list only"),
        ("//example.org/", QUERY, "of a list only"),
    ],
)
def test_it_refuses_what_is_no_filter_of_a_list(
    field_officer: User, page: str, query: str, problem: str
) -> None:
    with pytest.raises(UnableToAct, match=problem):
        kept(field_officer, page=page, query=query)
    assert not SavedFilter.objects.exists()


def test_a_name_is_taken_once_for_a_list(client: Client, field_officer: User) -> None:
    kept(field_officer)
    kept(field_officer, page="/dwcps/updates/", query="country=ZWE")
    signed_in(field_officer, client)
    answer = client.post(NEW, {"name": "Mine", "page": "/dwcps/", "query": "country=NAM"})
    assert answer.status_code == 422
    assert "You have a filter of this name" in answer.content.decode()


def test_a_former_name_in_the_address_is_kept_by_its_name_of_today(field_officer: User) -> None:
    assert kept(field_officer, query="q=jobs&country=").query == "search=jobs"


def test_it_refuses_more_than_anybody_reads(field_officer: User) -> None:
    rows = [SavedFilter(person=field_officer, name=str(n), page="/dwcps/", query=QUERY) for n in range(MOST)]
    SavedFilter.objects.bulk_create(rows)
    with pytest.raises(UnableToAct, match="50"):
        kept(field_officer)
