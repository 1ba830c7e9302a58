"""The filter of a page of figures: it asks what `read_question` reads, and shows what is in force."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.measures.question import values_of
from ilo_dc.core.registers.offered import Offered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest, QueryDict

    from ilo_dc.core.measures import Measure, Question

LEFT_OUT = [("", _("Any")), ("true", _("Included")), ("false", _("Left out"))]


class QuestionForm(forms.Form):
    """Asks for what a figure may be narrowed by: the page reads the address itself, and refuses it.

    Shown are the page's `own` fields (by name) and the dimensions `asked`; those `folded` are under “More
    filters”, with what every figure may be asked.
    """

    def __init__(
        self,
        data: QueryDict,
        measure: Measure,
        *,
        own: Mapping[str, forms.Field] | None = None,
        asked: Sequence[str] = (),
        folded: Sequence[str] = (),
    ) -> None:
        super().__init__(data)
        dimensions = {one.code: one for one in measure.dimensions if one.code in {*asked, *folded}}
        of_figures = self._of_figures(measure)
        self.fields.update(own or {})
        self.fields.update({code: _field_of(dimensions[code]) for code in (*asked, *folded)})
        self.fields.update(of_figures)
        self.filters = {code: SimpleNamespace(dimension=one) for code, one in dimensions.items()}
        self.folded_names = (*folded, *of_figures)

    def _of_figures(self, measure: Measure) -> dict[str, forms.Field]:
        """Return what every figure may be asked; of rows without years no period."""
        found: dict[str, forms.Field] = {}
        if measure.rows.year is not None:
            found["period"] = forms.CharField(label=_("Period"), required=False)
            found["biennium"] = forms.CharField(label=_("Biennium"), required=False)
        found["as_of"] = forms.CharField(label=_("As of"), required=False)
        found["demonstration"] = forms.ChoiceField(
            label=_("Demonstration data"), choices=LEFT_OUT, required=False
        )
        return found


def address_with_keys(request: HttpRequest, question: Question) -> str:
    """Return the address with keys in place of the names that were typed; empty where none was.

    An address is kept and shared, and a name is one language's.
    """
    query, asked = request.GET.copy(), request.GET
    for name, keys in question.where.items():
        typed = asked.getlist(name)
        if len(typed) == 1 and [one.casefold() for one in values_of(typed[0])] != [*map(str.casefold, keys)]:
            query[name] = ",".join(keys)
    return f"{request.path}?{query.urlencode()}" if query != asked else ""


def _field_of(dimension: Any) -> forms.Field:
    widget = Offered(dimension.offered) if dimension.offered else forms.TextInput()
    return forms.CharField(label=dimension.label, required=False, widget=widget)
