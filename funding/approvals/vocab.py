"""Code lists of approvals."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portfolio.proposals.vocab import ProposalStatus


class ApprovalStatus(TextChoices):
    """The life of an approval (journeys, J1 and section 3; four eyes above an amount)."""

    DRAFT = "draft", pgettext_lazy("approval", "Draft")
    AWAITING = "awaiting", pgettext_lazy("approval", "Awaits the second signature")
    ISSUED = "issued", pgettext_lazy("approval", "Issued")
    WITHDRAWN = "withdrawn", pgettext_lazy("approval", "Withdrawn")
    CANCELLED = "cancelled", pgettext_lazy("approval", "Cancelled")


# What still may become an approval, or is one: of an agreement and of an amendment there is one at a time.
IN_FORCE = (ApprovalStatus.DRAFT, ApprovalStatus.AWAITING, ApprovalStatus.ISSUED)
# What has a minute: a cancelled one keeps its number.
WITH_MINUTE = (ApprovalStatus.ISSUED, ApprovalStatus.CANCELLED)
# What a proposal passes by when its partner's signature is issued, by where it stands; from elsewhere
# nothing leads there. A submitted one needs its appraisal to be waived, as its own life has it.
TO_AGREED: dict[str, tuple[ProposalStatus, ...]] = {
    ProposalStatus.SUBMITTED: (ProposalStatus.WITH_PARTNER, ProposalStatus.AGREED),
    ProposalStatus.READY: (ProposalStatus.WITH_PARTNER, ProposalStatus.AGREED),
    ProposalStatus.WITH_PARTNER: (ProposalStatus.AGREED,),
    ProposalStatus.AGREED: (),
}
