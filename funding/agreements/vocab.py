"""Code lists of agreements, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AgreementKind(TextChoices):
    """What an agreement is (inventory, 19, 23-26 and 76; GB.347/POL/3, §§19, 25-30; GB.340/POL/6, §29)."""

    CONTRIBUTION = "contribution", _("Voluntary contribution")
    UMBRELLA = "umbrella", _("Umbrella agreement")
    CHILD = "child", _("Agreement under an umbrella")
    MULTI_DONOR = "multi_donor", _("Multi-donor agreement")
    PPP = "ppp", _("Public–private partnership")
    DTF = "dtf", _("Direct trust fund")
    IFI_GRANT = "ifi_grant", _("Trust-fund grant of a financial institution")
    IFI_FACILITY = "ifi_facility", _("Facility of a financial institution")
    IFI_CHALLENGE = "ifi_challenge", _("Challenge fund of a financial institution")
    UN_DIRECT = "un_direct", _("Direct agreement with a UN organization")
    ONE_UN = "one_un", _("One UN fund")
    MPTF = "mptf", _("Multi-partner trust fund")
    JOINT_PROGRAMME = "joint_programme", _("Joint programme")
    RBSA = "rbsa", _("Regular Budget Supplementary Account (RBSA)")


# Money that an administrative agent passes on: the ILO's share alone is the agreement's amount.
POOLED = (AgreementKind.ONE_UN, AgreementKind.MPTF, AgreementKind.JOINT_PROGRAMME)


class AgreementStatus(TextChoices):
    """The life of an agreement (our convention: no source tells its steps)."""

    DRAFT = "draft", pgettext_lazy("agreement", "Draft")
    ABANDONED = "abandoned", pgettext_lazy("agreement", "Not concluded")
    SIGNED = "signed", pgettext_lazy("agreement", "Signed")
    RUNNING = "running", pgettext_lazy("agreement", "Running")
    TERMINATED = "terminated", pgettext_lazy("agreement", "Terminated early")
    COMPLETED = "completed", pgettext_lazy("agreement", "Completed")
    CLOSED = "closed", pgettext_lazy("agreement", "Closed")


# From its signature on an agreement is its partner's to see, and may be published.
CONCLUDED = (
    AgreementStatus.SIGNED,
    AgreementStatus.RUNNING,
    AgreementStatus.TERMINATED,
    AgreementStatus.COMPLETED,
    AgreementStatus.CLOSED,
)


class Earmarking(TextChoices):
    """How freely the money may be used: the ladder of GB.306/TC/1, §28."""

    UNEARMARKED = "unearmarked", _("Unearmarked")
    LIGHT = "light", _("Lightly earmarked")
    TIGHT = "tight", _("Tightly earmarked")


class Levy(TextChoices):
    """What becomes of the 1 % coordination levy (General Assembly resolution 72/279, paragraph 10 (a))."""

    APPLICABLE = "applicable", _("Paid in addition to the amount")
    INCLUDED = "included", _("Included in the amount")
    PAID_DIRECTLY = "paid_directly", _("Paid by the partner directly")
    EXEMPT = "exempt", _("Exempt")


class ReportKind(TextChoices):
    """What a funding partner is reported (JIU/REP/2017/7: narrative and financial reports, each apart)."""

    NARRATIVE = "narrative", _("Narrative report")
    FINANCIAL = "financial", _("Financial report")
    BOTH = "both", _("Narrative and financial report")
    FINAL = "final", _("Final report")
