"""Every form of the portal: what is wrong stands first and leads to its field; no text is cut.

The walk goes to every address, so a new form that renders itself otherwise is found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pghistory.models
import pytest
from django import forms
from django.conf import settings
from django.test import Client
from django.urls import reverse

from ilo_dc.core.ui.row_fields import FEW, RowInput
from ilo_dc.core.ui.texts import LinesField
from tests.addresses import every_address
from tests.database import nothing_stays
from tests.people import signed_in
from tests.portfolio import permissions as table
from tests.portfolio.knocks import files_in, page_knocks

WHO = (table.ADMIN, table.REGION, table.FIELD, table.PARDEV, table.STRANGER)
LONG = 3000  # characters: more than any text of a form may have
# Sent without a button of its own: a language, a sign-out.
ELSEWHERE = re.compile(r"/i18n/|/logout/|/api/|\.(csv|xlsx|pdf)|/progress/")

# A form in a template, its opening tag and what is inside; what is filled in there.
FORM = re.compile(r"(<form\b(?:[^>{]|\{[%{].*?[%}]\})*>)(.*?)</form>", re.DOTALL)
FIELDS = re.compile(r'\{\{ form|<select|<textarea|<input(?![^>]*type="hidden")')


class Page(HTMLParser):
    """The tags of a page, in order, each with its attributes; the text of its title."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.title, self.inside = "", ""
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.title += data.strip()

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    @property
    def ids(self) -> set[str | None]:
        return {one.get("id") for _tag, one in self.tags}

    def first_in_main(self) -> list[dict[str, str | None]]:
        """Return the first two elements of `main`: a box, and what is in it."""
        place = next(number for number, (tag, _one) in enumerate(self.tags) if tag == "main")
        return [one for _tag, one in self.tags[place + 1 : place + 3]]


def shown_form(answer: Any) -> forms.Form | None:
    """Return the form of a page that is sent by POST."""
    found = (answer.context or {}).get("form") if answer.status_code in {200, 412, 422} else None
    sends = re.search(
        r'<form[^>]*method="post"[^>]*class="form|<form[^>]*method="post"[^>]*novalidate', text(answer)
    )
    return found if isinstance(found, forms.Form) and sends else None


def text(answer: Any) -> str:
    return "" if answer.streaming else answer.content.decode(errors="replace")


# To whom the page of a name opens with a form: who it is hardly differs from test to test, and all are asked
# only the first time.
OPENS: dict[str, tuple[str, ...]] = {}


@pytest.fixture
def pages(world: Any, everybody: Any) -> list[tuple[Client, str, forms.Form]]:
    """Every page with a form, by its address, with the first person to whom it opens."""
    named = every_address(world, everybody[table.ADMIN].pk)
    named |= {name: knock.address(name) for name, knock in page_knocks(world).items()}
    clients = {who: signed_in(everybody[who]) for who in WHO}
    found: dict[str, tuple[Client, str, forms.Form]] = {}
    for name, address in sorted(named.items()):
        if address in found or ELSEWHERE.search(address):
            continue
        asked, OPENS[name] = OPENS.get(name, WHO), ()
        for who in asked:
            with nothing_stays():
                answer = clients[who].get(address)
            form = shown_form(answer)
            if form is not None and form.fields:
                found[address] = (clients[who], address, form)
                OPENS[name] = (who,)
                break
    return list(found.values())


def emptied(form: forms.Form) -> dict[str, str]:
    """Return what is sent by who answers nothing: a form knows its version all the same."""
    return {name: str(form[name].value() or "") for name in form.fields if form[name].is_hidden}


def sent(client: Client, address: str, values: dict[str, Any]) -> Any:
    with nothing_stays():
        answer = client.post(address, values)
        text(answer)
    return answer


def summary_of(source: str) -> list[str]:
    """Return where the summary of a page leads, in its order."""
    return re.findall(r'<li><a href="(#[^"]+)"', source.partition('id="problems"')[2].partition("</ul>")[0])


def faults_of_order(page: Page, leads: list[str]) -> Iterator[str]:
    """Yield what is wrong if a summary leads to its fields in another order than the page shows them."""
    ids = [one.get("id") for _tag, one in page.tags]
    places = [ids.index(lead[1:]) for lead in leads if lead[1:] in ids]
    if places != sorted(places):
        yield "its summary follows another order than its fields"


def faults_of(answer: Any) -> Iterator[str]:
    """Yield what is wrong with a page that shows errors."""
    page, form = Page(text(answer)), answer.context["form"]
    if not page.title.startswith("Error: "):
        yield f"its title is {page.title}"
    summary = page.first_in_main()[1]
    if summary.get("id") != "problems" or "autofocus" not in summary or summary.get("tabindex") != "-1":
        yield "the summary is not first in main, or has no focus"
    if sum(one.get("id") == "problems" for _tag, one in page.tags) != 1:
        yield "there is not one summary"
    leads = {one.get("href") for tag, one in page.tags if tag == "a"}
    described = " ".join(str(one.get("aria-describedby") or "") for _tag, one in page.tags).split()
    yield from faults_of_order(page, summary_of(text(answer)))
    for name in form.errors:
        if name == "__all__" or name not in form.fields or form[name].is_hidden:
            continue
        bound = form[name]
        target = bound.id_for_label or f"{bound.auto_id}_0"
        if f"#{target}" not in leads or target not in page.ids:
            yield f"no way from the summary to {name}"
        if f"{bound.auto_id}_error" not in page.ids or f"{bound.auto_id}_error" not in described:
            yield f"{name} is not described by its error"


def test_an_error_is_said_first_and_leads_to_its_field(pages):
    wrong, asked = [], 0
    for client, address, form in pages:
        answer = sent(client, address, emptied(form))
        if (
            answer.status_code == 302
            or answer.context is None
            or not getattr(answer.context.get("form"), "errors", None)
        ):
            continue  # nothing needs an answer here
        asked += 1
        wrong += [f"{address}: {fault}" for fault in faults_of(answer)]
        shown = answer.context["form"]
        wrong += [
            f"{address}: {name} is called optional, and asked for"
            for name in shown.errors
            if name in shown.fields and shown[name].is_optional
        ]
        if "This field is required." in answer.content.decode():
            wrong.append(f"{address}: says what is wrong and not what to do")
    assert wrong == []
    assert asked >= 25


def test_no_browser_judges_a_form_before_the_portal_does(pages):
    """Else its own bubble, in the browser's language, comes before the summary of all that is wrong."""
    judged, asked = [], 0
    for client, address, _form in pages:
        for tag, one in Page(text(client.get(address))).tags:
            if tag == "form" and (one.get("id") == "act" or "form" in str(one.get("class")).split()):
                asked += 1
                judged += [address] if "novalidate" not in one else []
    assert judged == []
    assert asked >= 40


def test_no_template_leaves_a_form_with_fields_to_the_browser():
    """What no walk opens, such as the preview of an import that withdraws much, is sent so, too."""
    left, asked = [], 0
    for path in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")):
        for opening, inside in FORM.findall(path.read_text()):
            if 'method="post"' in opening and FIELDS.search(inside):
                asked += 1
                left += [str(path)] if "novalidate" not in opening else []
    assert left == []
    assert asked >= 20


def test_what_is_too_long_is_kept_counted_and_refused(pages):
    wrong, asked = [], 0
    for client, address, form in pages:
        cut = re.findall(r'<(?:input|textarea)[^>]*maxlength="[^>]*>', text(client.get(address)))
        wrong += [f"{address} cuts: {one}" for one in cut]
        limited = {
            name: getattr(one, "max_length", None)
            for name, one in form.fields.items()
            if isinstance(one, forms.CharField)
            and getattr(one, "max_length", None)
            and not form[name].is_hidden
        }
        lines = [name for name, one in form.fields.items() if isinstance(one.widget, forms.Textarea)]
        wrong += [
            f"{address}: {name} is no LinesField"
            for name in lines
            if not isinstance(form.fields[name], LinesField)
        ]
        secret = {name for name in limited if isinstance(form.fields[name].widget, forms.PasswordInput)}
        if not limited.keys() - secret:
            continue
        words = {
            name: f"{name} " + "x" * LONG for name in limited.keys() - secret if (limited[name] or 0) < LONG
        }
        answer = sent(client, address, {**emptied(form), **words})
        if answer.status_code == 405:
            continue  # the form is sent to another address
        page, shown = text(answer), (answer.context or {}).get("form")
        for name, value in words.items():
            asked += 1
            if shown is None or name not in shown.errors:
                wrong.append(f"{address}: {name} is not refused ({answer.status_code})")
            elif value not in page:
                wrong.append(f"{address}: {name} is not kept")
            elif f'id="{shown[name].auto_id}_count"' not in page:
                wrong.append(f"{address}: {name} is not counted")
    assert wrong == []
    assert asked >= 40


def test_an_element_is_named_once(pages):
    wrong = []
    for client, address, _form in pages:
        names = [one["id"] for _tag, one in Page(text(client.get(address))).tags if one.get("id")]
        wrong += [f"{address}: {name}" for name, times in Counter(names).items() if times > 1]
    assert wrong == []


def shown_version(form: forms.Form) -> str:
    """Return the version that a form was shown with; empty: of what is not there yet."""
    version = form["version"].value()
    return "" if version is None else str(version)


def test_a_long_text_is_kept_on_the_device_until_it_is_saved(pages):
    wrong, asked = [], 0
    for client, address, form in pages:
        if not any(isinstance(one.widget, forms.Textarea) for one in form.fields.values()):
            continue
        if address.startswith(reverse("report-figure")):  # of whoever has no account: there the browser asks
            continue
        tags = Page(text(client.get(address))).tags
        kept = [one for _tag, one in tags if one.get("data-draft") == address.partition("?")[0]]
        asked += 1
        if len(kept) != 1 or not any("data-draft-said" in one for _tag, one in tags):
            wrong.append(f"{address}: nothing is kept of it")
        elif "version" in form.fields and kept[0]["data-draft-version"] != shown_version(form):
            wrong.append(f"{address}: its draft would be put over a later version")
    assert wrong == []
    assert asked >= 40


def test_half_an_answer_is_refused_whatever_cannot_be_read_and_saves_nothing(pages):
    """All that may be empty is garbled: the action is asked about the rest, and what it does is undone."""
    wrong, asked = [], 0
    for client, address, form in pages:
        garbled = {
            name: "\0?" * LONG
            for name, one in form.fields.items()
            if not (
                one.required or isinstance(one, forms.BooleanField | forms.FileField) or form[name].is_hidden
            )
        }
        if not garbled:
            continue
        before = pghistory.models.Context.objects.count()
        answer = client.post(address, {**emptied(form), **garbled})
        text(answer)
        if answer.status_code == 405:
            continue  # it is sent to another address
        asked += 1
        if answer.status_code != 422 or pghistory.models.Context.objects.count() != before:
            wrong.append(f"{address}: {answer.status_code}")
    assert wrong == []
    assert asked >= 20


def test_what_is_marked_optional_may_stay_empty(world, everybody):
    """A valid sending of `knocks.py` has no error on a field that is marked and left out."""
    wrong, asked = [], 0
    clients = [signed_in(everybody[who]) for who in WHO]
    for name, knock in page_knocks(world).items():
        for client in clients:
            with nothing_stays():
                form = shown_form(client.get(knock.address(name)))
            if form is None or not knock.values:
                continue
            marked = [
                one for one in knock.values if one in form.fields and getattr(form[one], "is_optional", False)
            ]
            for one in marked:
                values = {key: value for key, value in files_in(knock.values).items() if key != one}
                answer = sent(client, knock.address(name), {**emptied(form), **values})
                asked += 1
                if answer.status_code != 302 and one in getattr(answer.context.get("form"), "errors", ()):
                    wrong.append(f"{name}: {one}")
            break
    assert wrong == []
    assert asked >= 5


def test_who_chooses_among_many_rows_types(pages):
    """Rows of a table are chosen by typing where there may be many; a list of choices is for few."""
    wrong = []
    typed = 0
    for _client, address, form in pages:
        for name, one in form.fields.items():
            typed += isinstance(one.widget, RowInput)
            if isinstance(one.widget, forms.Select) and isinstance(one, forms.ModelChoiceField):
                rows = one.queryset.model.__name__
                if (
                    rows not in {"Region", "Priority", "ProgrammeDocument", "ProjectResult", "ResultsGroup"}
                    or len(one.choices) > FEW
                ):
                    wrong.append(f"{address}: {name} of {rows}")
    assert wrong == []
    assert typed >= 8
