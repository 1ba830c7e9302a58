"""Pages of the administration about code lists: countries, organisations and the short lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import DetailView

from ilo_dc.core.code_lists.forms import (
    AliasForm,
    CodeForm,
    EndStatusForm,
    MergeForm,
    OrganisationForm,
    PlaceForm,
    StatusForm,
)
from ilo_dc.core.code_lists.registers import code_lists as lists
from ilo_dc.core.documents.pages import AttachDocument, Owned, ServeDocument, WithdrawDocument, listed
from ilo_dc.core.people import policies
from ilo_dc.core.reference.actions import code_lists as actions
from ilo_dc.core.reference.actions.organisations import (
    OrganisationData,
    add_organisation,
    merge_organisation,
    part_organisation,
    place_organisation,
)
from ilo_dc.core.reference.models.country import Country, CountryStatus
from ilo_dc.core.reference.models.organisation import Organisation
from ilo_dc.core.registers.pages.guarded import Guarded, GuardedRegister
from ilo_dc.core.writing.forms import ReasonForm
from ilo_dc.core.writing.pages.action_page import ActionPage

if TYPE_CHECKING:
    from ilo_dc.core.errors import Verdict
    from ilo_dc.core.people.grants import Viewer


class CountryPage(Guarded, DetailView):
    """A country with its names, region and dated statuses."""

    template_name = "core/code_lists/country.html"
    queryset = Country.objects.select_related("region").prefetch_related("statuses", "offices")
    context_object_name = "country"
    pk_url_kwarg = "iso3"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the reader may change it."""
        may_write = policies.may_administer(self.request.user)
        return super().get_context_data(may_write=may_write, **kwargs)


class AddStatus(ActionPage):
    """Say that a country belongs to a group."""

    keeps_draft = True

    form_class = StatusForm
    heading = gettext_lazy("Add a status")
    button = gettext_lazy("Add")

    @cached_property
    def country(self) -> Country:
        """The country that the address names."""
        return get_object_or_404(Country, pk=self.kwargs["iso3"])

    def subject(self) -> str:
        """Return its name."""
        return self.country.name

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        actions.add_country_status(by=self.by, country=self.country, status=actions.Status(**answers))
        return _("The status was added.")

    def back(self) -> str:
        """Return to the country."""
        return reverse("core:country", kwargs={"iso3": self.country.pk})


class EndStatus(ActionPage):
    """Say that a country left a group."""

    form_class = EndStatusForm
    heading = gettext_lazy("End a status")
    button = gettext_lazy("End")

    @cached_property
    def status(self) -> CountryStatus:
        """The status that the address names."""
        return get_object_or_404(CountryStatus.objects.select_related("country"), pk=self.kwargs["pk"])

    def subject(self) -> str:
        """Return whose status it is."""
        return f"{self.status.country.name} – {self.status.get_kind_display()}"

    def act(self, answers: dict[str, Any]) -> str:
        """End."""
        actions.end_country_status(by=self.by, status=self.status, on=answers["on"])
        return _("The status has an end.")

    def back(self) -> str:
        """Return to the country."""
        return reverse("core:country", kwargs={"iso3": self.status.country_id})


def above_organisations(user: Viewer) -> list[tuple[str, object]]:
    """Return the page above the list of organisations that `user` may see."""
    if policies.may_read_administration(user):
        return [(reverse("core:admin-area"), _("Administration"))]
    return [(reverse("overview"), pgettext("page", "Overview"))]


class OrganisationsPage(GuardedRegister):
    """The list of organisations, for who imports and who reads the administration."""

    register = lists.ORGANISATIONS
    template_name = "core/code_lists/organisations.html"

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_read_organisations`."""
        return policies.may_read_organisations(user)

    def context(self, *args: Any) -> dict[str, Any]:
        """Add the button for those who may add one, and the page above."""
        user = self.request.user
        action = (reverse("core:new-organisation"), _("Add an organisation"))
        may_write = policies.may_edit_organisations(user)
        return {
            **super().context(*args),
            "action": action if may_write else None,
            "trail": above_organisations(user),
        }


class NewOrganisation(ActionPage):
    """Add an organisation; an import's advice leads here with the name that its file gives."""

    keeps_draft = True

    form_class = OrganisationForm
    parameters = ("name",)
    heading = gettext_lazy("Add an organisation")
    button = gettext_lazy("Add")
    added: Organisation

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_edit_organisations`."""
        return policies.may_edit_organisations(user)

    def get_initial(self) -> dict[str, Any]:
        """Begin with the name that the address gives."""
        return {"name_en": self.request.GET.get("name", "")[:300]}

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        self.added = add_organisation(by=self.by, data=OrganisationData(**answers))
        return _("The organisation was added.")

    def trail(self) -> list[tuple[str, object]]:
        """Return the pages above."""
        return [*above_organisations(self.request.user), (self.back(), _("Organisations"))]

    def back(self) -> str:
        """Return to the list."""
        return reverse("core:organisations")

    def onward(self) -> str:
        """Go on to the organisation."""
        return reverse("core:organisation", kwargs={"pk": self.added.pk})


class OrganisationPage(Guarded, DetailView):
    """An organisation with its aliases and codes."""

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_read_organisations`."""
        return policies.may_read_organisations(user)

    template_name = "core/code_lists/organisation.html"
    queryset = Organisation.objects.select_related("country", "parent", "merged_into").prefetch_related(
        "aliases", "codes"
    )
    context_object_name = "organisation"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its documents, and whether the reader may change it."""
        user = self.request.user
        may_attach = policies.may_administer(user)
        documents = listed(
            self.object,
            serve="core:organisation-document",
            withdraw="core:withdraw-organisation-document" if may_attach else "",
        )
        return super().get_context_data(
            may_write=policies.may_edit_organisations(user),
            may_attach=may_attach,
            sees_documents=policies.may_read_administration(user),
            trail=[*above_organisations(user), (reverse("core:organisations"), _("Organisations"))],
            documents=documents,
            **kwargs,
        )


class OrganisationAction(ActionPage):
    """A change of one organisation."""

    keeps_draft = True
    button = gettext_lazy("Add")

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_edit_organisations`."""
        return policies.may_edit_organisations(user)

    def trail(self) -> list[tuple[str, object]]:
        """Return the pages above."""
        return [*above_organisations(self.request.user), (self.back(), self.subject())]

    @cached_property
    def organisation(self) -> Organisation:
        """The organisation that the address names."""
        return get_object_or_404(Organisation, pk=self.kwargs["pk"])

    def subject(self) -> str:
        """Return its name."""
        return self.organisation.name

    def back(self) -> str:
        """Return to the organisation."""
        return reverse("core:organisation", kwargs={"pk": self.organisation.pk})


class AddAlias(OrganisationAction):
    """Add another way to write it."""

    form_class = AliasForm
    heading = gettext_lazy("Add an alias")

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        actions.add_organisation_alias(by=self.by, organisation=self.organisation, **answers)
        return _("The alias was added.")


class AddCode(OrganisationAction):
    """Add its code in a register."""

    form_class = CodeForm
    heading = gettext_lazy("Add a code")

    def act(self, answers: dict[str, Any]) -> str:
        """Add."""
        actions.add_organisation_code(by=self.by, organisation=self.organisation, **answers)
        return _("The code was added.")


class PlaceOrganisation(OrganisationAction):
    """Say what it is part of."""

    form_class = PlaceForm
    heading = gettext_lazy("Say what it is part of")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is recorded."""
        return {"parent": self.organisation.parent}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        place_organisation(by=self.by, organisation=self.organisation, **answers)
        return _("Saved.")


class MergeOrganisation(OrganisationAction):
    """Say into which organisation it merged."""

    form_class = MergeForm
    heading = gettext_lazy("Record that it became part of another one")
    lead = gettext_lazy(
        "Nothing moves: what it signed, gave and was told stays its own. People of the other organisation "
        "see it from now on, too."
    )
    button = gettext_lazy("Record it")

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_administer`."""
        return policies.may_administer(user)

    def act(self, answers: dict[str, Any]) -> str:
        """Merge."""
        merge_organisation(by=self.by, organisation=self.organisation, **answers)
        return _("The merger is recorded.")


class PartOrganisation(OrganisationAction):
    """Take a merger back that was recorded by mistake."""

    form_class = ReasonForm
    heading = gettext_lazy("Take the merger back")
    lead = gettext_lazy("Only where it was recorded by mistake.")
    button = gettext_lazy("Take it back")
    kind = "btn-bad"

    def verdict(self, user: Viewer) -> Verdict:
        """Ask `may_administer`."""
        return policies.may_administer(user)

    def act(self, answers: dict[str, Any]) -> str:
        """Take it back."""
        part_organisation(by=self.by, organisation=self.organisation, **answers)
        return _("The merger was taken back.")


class OrganisationDocuments(Owned):
    """The papers of an organisation, such as the decision that merged it; the administration's own."""

    def owner(self) -> Organisation:
        """Return the organisation that the address names."""
        return get_object_or_404(Organisation.objects.visible_to(self.request.user), pk=self.kwargs["pk"])

    @staticmethod
    def policy(user: Viewer, owner: Organisation) -> Verdict:
        """Administrators change them."""
        return policies.may_administer(user)

    def back(self) -> str:
        """Return to the organisation."""
        return reverse("core:organisation", args=[self.kwargs["pk"]])


class OrganisationDocument(Guarded, OrganisationDocuments, ServeDocument):
    """One paper of an organisation, for those who read the administration."""


class AttachToOrganisation(OrganisationDocuments, AttachDocument):
    """Add a paper."""


class WithdrawFromOrganisation(OrganisationDocuments, WithdrawDocument):
    """Withdraw a paper."""
