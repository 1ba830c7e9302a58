"""Pages of the administration about people: who they are, what they may do, which keys act as them."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, TemplateView

from ilo_dc.core.accounts.actions import invitations, second_steps, sessions
from ilo_dc.core.accounts.actions.particulars import change_particulars
from ilo_dc.core.accounts.forms import ReadingKeyForm
from ilo_dc.core.accounts.models.api_key import ApiKey
from ilo_dc.core.accounts.pages.api_keys import IssuePage, WithdrawPage
from ilo_dc.core.accounts.registers import API_KEYS
from ilo_dc.core.accounts.tables import PersonsKeyTable
from ilo_dc.core.administration import registers as administration
from ilo_dc.core.administration.forms import GrantForm, InviteForm, ParticularsForm
from ilo_dc.core.code_lists.registers import code_lists as lists
from ilo_dc.core.people import policies
from ilo_dc.core.people.actions import memberships, users
from ilo_dc.core.people.models.user import User
from ilo_dc.core.registers.pages.guarded import Guarded, GuardedRegister
from ilo_dc.core.reporting_years.registers import YEARS_OF_THE_ADMINISTRATION
from ilo_dc.core.runs.registers import RUNS
from ilo_dc.core.writing.forms import NoAnswersForm, ReasonForm
from ilo_dc.core.writing.pages.action_page import ActionPage

LIMITS = ("role", "scope", "office", "country", "region", "organisation", "starts_on", "ends_on")
PARTICULARS = ("name", "email", "language", "username")
GROUPS = {
    gettext_lazy("Code lists"): [
        lists.COUNTRIES,
        lists.REGIONS,
        lists.ORGANISATIONS,
        lists.OFFICES,
        lists.CURRENCIES,
        lists.BIENNIA,
        YEARS_OF_THE_ADMINISTRATION,
    ],
    gettext_lazy("What happened"): [RUNS, lists.CHANGES],
}


def _chosen(answers: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: answers[name] for name in names}


class Index(Guarded, TemplateView):
    """What can be administered."""

    template_name = "core/administration/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the lists in groups."""
        people = [administration.PEOPLE, administration.MEMBERSHIPS, API_KEYS]
        groups = [(_("People"), people), *GROUPS.items()]
        return super().get_context_data(groups=groups, **kwargs)


class People(GuardedRegister):
    """Everybody who signs in or did."""

    register = administration.PEOPLE
    action = (reverse_lazy("core:invite"), gettext_lazy("Invite a person"))


class Memberships(GuardedRegister):
    """All roles, of all people."""

    register = administration.MEMBERSHIPS


class ApiKeys(GuardedRegister):
    """All keys; one is issued from the page of the person it acts as."""

    register = API_KEYS

    def context(self, *args: Any) -> dict[str, Any]:
        """Offer the way to withdraw a key to those who may."""
        found = super().context(*args)
        found["table"].may_withdraw = bool(policies.may_administer(self.request.user))
        return found


class Person(Guarded, DetailView):
    """One person with their roles and keys."""

    template_name = "core/administration/person.html"
    context_object_name = "person"

    def get_queryset(self) -> Any:
        """Return whom the reader may see."""
        return administration.people_visible_to(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add roles, keys, and whether the reader may change them."""
        may_write = policies.may_administer(self.request.user)
        keys = API_KEYS.rows(self.request.user).filter(user=self.object)
        in_force = administration.memberships_visible_to(self.request.user).filter(user=self.object)
        return super().get_context_data(
            memberships=in_force,
            table=PersonsKeyTable(keys, may_withdraw=bool(may_write)),
            may_write=may_write,
            second_step=self.object.authenticator_set.exists(),
            today=timezone.now().date(),
            **kwargs,
        )


class Invite(ActionPage):
    """Add a person and send them a link."""

    form_class = InviteForm
    heading = gettext_lazy("Invite a person")
    lead = gettext_lazy("They receive a link in their language and choose a password themselves.")
    button = gettext_lazy("Send the invitation")

    def act(self, answers: dict[str, Any]) -> str:
        """Invite."""
        user = invitations.invite_person(
            by=self.by,
            particulars=users.Particulars(**_chosen(answers, PARTICULARS)),
            grants=[memberships.NewMembership(**_chosen(answers, LIMITS))],
            site=self.request.build_absolute_uri("/"),
        )
        return _("%(name)s was invited; the message is on its way.") % {"name": user}

    def back(self) -> str:
        """Return to the list."""
        return reverse("core:people")


class PersonAction(ActionPage):
    """A decision about one person."""

    form_class: type[Form] = ReasonForm

    @cached_property
    def person(self) -> User:
        """The person that the address names."""
        return get_object_or_404(administration.people_visible_to(self.request.user), pk=self.kwargs["pk"])

    def subject(self) -> str:
        """Return the person's name."""
        return str(self.person)

    def back(self) -> str:
        """Return to the person."""
        return reverse("core:person", kwargs={"pk": self.person.pk})


class EditPerson(PersonAction):
    """Change what is written of a person."""

    form_class = ParticularsForm
    heading = gettext_lazy("Edit details")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Return what is written now."""
        return {name: getattr(self.person, name) for name in PARTICULARS}

    def act(self, answers: dict[str, Any]) -> str:
        """Save."""
        particulars = users.Particulars(**_chosen(answers, PARTICULARS))
        change_particulars(by=self.by, user=self.person, particulars=particulars)
        return _("Saved.")


class GiveRole(PersonAction):
    """Give a person a role."""

    form_class = GrantForm
    heading = gettext_lazy("Give a role")
    lead = gettext_lazy("A role is limited to exactly one thing.")
    button = gettext_lazy("Give the role")

    def act(self, answers: dict[str, Any]) -> str:
        """Grant."""
        grant = memberships.NewMembership(**_chosen(answers, LIMITS))
        membership = memberships.grant_membership(by=self.by, user=self.person, grant=grant)
        return _("%(name)s is now: %(role)s.") % {"name": self.person, "role": membership.get_role_display()}


class Reactivate(PersonAction):
    """Let a person in again."""

    heading = gettext_lazy("Reactivate")
    lead = gettext_lazy("They sign in as before, with the roles that are still in force.")
    button = gettext_lazy("Reactivate")

    def act(self, answers: dict[str, Any]) -> str:
        """Reactivate."""
        users.reactivate_person(by=self.by, user=self.person, reason=answers["reason"])
        return _("%(name)s can sign in again.") % {"name": self.person}


class RemoveSecondStep(PersonAction):
    """Let a person who lost phone and codes in by the password alone."""

    heading = gettext_lazy("Remove two-step sign-in")
    lead = gettext_lazy(
        "For somebody who lost phone and recovery codes. Make sure that it is they who ask. They sign in "
        "with the password alone, and set it up again if their role asks for it."
    )
    button = gettext_lazy("Remove it")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """Remove."""
        second_steps.remove_second_step(by=self.by, user=self.person, reason=answers["reason"])
        return _("%(name)s signs in with the password alone.") % {"name": self.person}


class EndSessions(PersonAction):
    """Sign a person out everywhere."""

    heading = gettext_lazy("Sign out everywhere")
    lead = gettext_lazy("All their sessions and API keys end at once. They may sign in again.")
    button = gettext_lazy("Sign them out")
    kind = "btn-bad"

    def act(self, answers: dict[str, Any]) -> str:
        """End them."""
        sessions.end_all_sessions(by=self.by, user=self.person, reason=answers["reason"])
        return _("%(name)s is signed out everywhere.") % {"name": self.person}


class ResendInvitation(PersonAction):
    """Send the link again."""

    form_class = NoAnswersForm
    heading = gettext_lazy("Send the invitation again")
    lead = gettext_lazy("A new link goes to their address.")
    button = gettext_lazy("Send again")

    def act(self, answers: dict[str, Any]) -> str:
        """Resend."""
        site = self.request.build_absolute_uri("/")
        invitations.resend_invitation(by=self.by, user=self.person, site=site)
        return _("The message is on its way.")


class IssueApiKey(PersonAction, IssuePage):
    """Issue a key that acts as a person, and changes nothing in their name."""

    form_class = ReadingKeyForm
    heading = gettext_lazy("Issue an API key")
    lead = gettext_lazy("It reads what this person may read, and changes nothing. It is shown once.")
    button = gettext_lazy("Issue the key")

    @property
    def owner(self) -> User:
        """The person it acts as."""
        return self.person


class RevokeApiKey(WithdrawPage):
    """Withdraw a key of anybody."""

    @cached_property
    def key(self) -> ApiKey:
        """The key that the address names."""
        return get_object_or_404(API_KEYS.rows(self.request.user), pk=self.kwargs["pk"])

    def back(self) -> str:
        """Return to the person it acted as."""
        return reverse("core:person", kwargs={"pk": self.key.user_id})
