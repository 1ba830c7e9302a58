from ilo_dc.core.pages.forms.code_lists import AliasForm, CodeForm, EndStatusForm, StatusForm
from ilo_dc.core.pages.forms.people import ApiKeyForm, EndForm, GrantForm, InviteForm, ParticularsForm
from ilo_dc.core.pages.forms.writing import NoAnswersForm, ReasonForm

__all__ = [
    "AliasForm",
    "ApiKeyForm",
    "CodeForm",
    "EndForm",
    "EndStatusForm",
    "GrantForm",
    "InviteForm",
    "NoAnswersForm",
    "ParticularsForm",
    "ReasonForm",
    "StatusForm",
]
