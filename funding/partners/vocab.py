"""Code lists of funding partners, each with its source."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SourceCategory(TextChoices):
    """The kind of source that a row of the partner table belongs to (GB.347/POL/3, Appendix)."""

    MULTI_BILATERAL = "MULTI_BILATERAL", _("Multi-bilateral development partners")
    EC = "EC", _("European Commission")
    UN = "UN", _("United Nations")
    PPP = "PPP", _("Private sector and non-State actors")
    DTF = "DTF", _("Domestic development funding")
    IFI = "IFI", _("International financial institutions")
    OIGO = "OIGO", _("Other intergovernmental organizations")


class DisplayGroup(TextChoices):
    """The groups of the published shares (GB.347/POL/3, paragraph 27); footnote 21 puts OIGO with the EC."""

    MULTI_BILATERAL = "MULTI_BILATERAL", _("Multi-bilateral development partners")
    EC_OIGO = "EC_OIGO", _("European Commission and other intergovernmental organizations")
    UN = "UN", _("United Nations")
    PPP = "PPP", _("Public-private partnerships")
    DTF = "DTF", _("Domestic development funding")
    IFI = "IFI", _("International financial institutions")
