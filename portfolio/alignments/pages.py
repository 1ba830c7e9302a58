"""`/dwcps/<slug>/alignment/`: the matrix of a programme and a UN framework, edited in place; the register."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View

from ilo_dc.core.errors import Refused, UnableToAct, UnableToRead, require
from ilo_dc.core.models import Country
from ilo_dc.core.registers.exports import FORMATS, file_response
from ilo_dc.core.registers.pages.register import RegisterPage
from ilo_dc.core.ui.form_problems import Problem
from ilo_dc.core.ui.forms import Compared
from ilo_dc.core.writing.pages.answer_once import Saved, answer_once
from ilo_dc.formats.text import DASH
from portfolio.alignments import rules
from portfolio.alignments.actions import AlignmentConflict, Cell, UnableToSetAlignment, name_of, set_alignment
from portfolio.alignments.exports import Matrix, MatrixCell, MatrixRow, frameworks_of, matrix_of
from portfolio.alignments.forms import PARTS, MatrixForm, changed_cells, read_text, typed_cells
from portfolio.alignments.models import Alignment
from portfolio.alignments.policies import may_set_alignment
from portfolio.alignments.registers import ALIGNMENTS
from portfolio.alignments.tables import extent_badge, matrix_address
from portfolio.alignments.vocab import AlignmentLevel, Extent, IloRole
from portfolio.frameworks.models.framework import CooperationFramework
from portfolio.programmes.models.country_programme import CountryProgramme
from portfolio.programmes.vocab import NO_PROGRAMME

if TYPE_CHECKING:
    from ilo_dc.core.models import User
    from portfolio.alignments.querysets import Subject


class AlignmentsPage(RegisterPage):
    """`/dwcps/alignments/`: every pair of which something is recorded."""

    register = ALIGNMENTS


class Trail(NamedTuple):
    """The addresses and names of the pages above a matrix."""

    register: tuple[str, str]
    home: tuple[str, str]


@dataclass
class ShownCell:
    """A cell as the page shows it: what is recorded, or what was typed and not yet saved."""

    name: str
    column: str
    result: str
    label: str
    badge: str
    extent: str = ""
    level: str = ""
    role: str = ""
    read: int | None = None
    errors: tuple[str, ...] = ()

    @property
    def level_text(self) -> str:
        """The level in words."""
        return str(AlignmentLevel(self.level).label) if self.level in AlignmentLevel.values else ""

    @property
    def role_text(self) -> str:
        """The role in words."""
        return str(IloRole(self.role).label) if self.role in IloRole.values else ""


@dataclass
class ShownRow:
    """A row as the page shows it: open from the start where a cell has an error."""

    row: MatrixRow
    cells: list[ShownCell]

    @property
    def recorded(self) -> int:
        """How many of its cells say something."""
        return sum(bool(cell.extent) for cell in self.cells)

    @property
    def is_open(self) -> bool:
        """Whether something in it must be repaired."""
        return any(cell.errors for cell in self.cells)


class AlignmentMatrix(View):
    """Everyone who sees the programme sees the matrix; officers of the place edit it in one form."""

    http_method_names = ["get", "head", "post", "options"]
    parameters = ("framework", "format")

    @cached_property
    def programme(self) -> Subject:
        """The programme that the address names; hidden and missing are the same."""
        rows = CountryProgramme.objects.visible_to(self.request.user).for_detail()
        found: CountryProgramme = get_object_or_404(rows, slug=self.kwargs["slug"])
        return found

    @property
    def trail(self) -> Trail:
        """The pages above: the register and the programme."""
        programme = cast("CountryProgramme", self.programme)
        home = (reverse("programme", args=[programme.slug]), programme.title)
        return Trail((reverse("portfolio:programmes"), _("Country programmes")), home)

    @property
    def register_query(self) -> str:
        """What asks the register for the same pairs."""
        return f"programme={cast('CountryProgramme', self.programme).slug}"

    @property
    def is_demonstration(self) -> bool:
        """Whether the whole matrix is demonstration data."""
        return cast("CountryProgramme", self.programme).demonstration

    @cached_property
    def frameworks(self) -> list[CooperationFramework]:
        """The frameworks that the programme may be compared with, the nearest first."""
        return frameworks_of(self.request.user, self.programme)

    @cached_property
    def framework(self) -> CooperationFramework | None:
        """The framework that the address names, else the nearest; None: there is none."""
        asked = self.request.GET.get("framework", "")
        found = next((one for one in self.frameworks if not asked or one.slug == asked), None)
        if asked and found is None:
            raise Http404
        return found

    def matrix(self) -> Matrix:
        """Return the matrix as it is recorded now."""
        if self.framework is None:
            raise Http404
        return matrix_of(self.request.user, self.programme, self.framework)

    def address(self, **query: str) -> str:
        """Return the address of this matrix."""
        url = _address(self.programme)
        slug = self.framework.slug if self.framework else ""
        asked = "&".join(f"{name}={value}" for name, value in {"framework": slug, **query}.items() if value)
        return f"{url}?{asked}" if asked else url

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Show the matrix, or answer it as CSV or XLSX."""
        extension = request.GET.get("format", "")
        if extension and extension not in FORMATS:
            raise UnableToRead(_("Formats of this page: csv, xlsx."))
        if extension:
            matrix = self.matrix()
            header, lines = matrix.sheet()
            name = f"{matrix.file}.{extension}"
            return file_response(request, name, header, lines, demonstration=self.is_demonstration)
        form = MatrixForm(initial={"effective_on": timezone.now().date()})
        return self.shown(self.matrix() if self.framework else None, form)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        """Save the cells that were changed, all or none."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        require(may_set_alignment(request.user, self.programme))
        matrix, form = self.matrix(), MatrixForm(request.POST)
        try:
            cells = changed_cells(typed_cells(request.POST, matrix))
        except UnableToSetAlignment as error:
            form.add_error(None, error.message)
            return self.shown(matrix, form, status=error.status)
        if not form.is_valid():
            return self.shown(matrix, form, typed=cells, status=422)
        try:
            return answer_once(request, lambda: self.saved(cells, form), draft=self.draft())
        except Refused:
            raise
        except UnableToAct as error:
            return self.shown(matrix, form, typed=cells, error=error, status=error.status)

    def saved(self, cells: Mapping[str, Cell], form: MatrixForm) -> Saved:
        """Save, and say how many cells changed."""
        changed = set_alignment(
            by=cast("User", self.request.user),
            programme=self.programme,
            cells=list(cells.values()),
            effective_on=form.cleaned_data["effective_on"],
            correction=form.cleaned_data["correction"],
        )
        if not changed:
            return Saved(_("Nothing was changed."), self.address())
        return Saved(_("Saved. Cells that changed: %(number)d.") % {"number": len(changed)}, self.address())

    def draft(self) -> str:
        """Return what the browser names the draft of this form by."""
        return self.address()

    def shown(
        self,
        matrix: Matrix | None,
        form: MatrixForm,
        *,
        typed: Mapping[str, Cell] | None = None,
        error: UnableToAct | None = None,
        status: int = 200,
    ) -> HttpResponse:
        """Show the matrix with what was typed and is not saved."""
        may_edit = may_set_alignment(self.request.user, self.programme)
        context: dict[str, Any] = {
            "trail": self.trail,
            "is_of_a_country": isinstance(self.programme, Country),
            "is_demonstration": self.is_demonstration,
            "framework": self.framework,
            "tabs": _tabs(self.programme, self.frameworks),
            "may_edit": may_edit,
            "form": form,
            "draft": self.draft(),
            "status": status,
        }
        if matrix is not None:
            rows = _rows(matrix, typed or {}, error)
            read = {cell.name: cell.read for row in rows for cell in row.cells}
            context |= {
                "columns": matrix.columns,
                "rows": rows,
                "extents": _options(rules.WITH_A_SIDE),
                "extents_alone": _options(rules.WITHOUT_A_SIDE),
                "levels": AlignmentLevel.choices,
                "roles": IloRole.choices,
                "read": read_text(read),
                "version": hashlib.sha256(read_text(read).encode()).hexdigest()[:12],
                "conflict": _compared(matrix, error) if isinstance(error, AlignmentConflict) else (),
                "page_problems": list(_problems(form, rows, error)),
                "csv": self.address(format="csv"),
                "xlsx": self.address(format="xlsx"),
                "register_url": f"{reverse('portfolio:alignments')}?{self.register_query}",
            }
        return render(self.request, "portfolio/alignments/alignment.html", context, status=status)


class CountryAlignmentMatrix(AlignmentMatrix):
    """The matrix of a country without a programme: what it reports on without one, and results alone."""

    @cached_property
    def programme(self) -> Subject:
        """The country that the address names."""
        rows = Country.objects.visible_to(self.request.user).select_related("region")
        found: Country = get_object_or_404(rows, pk=self.kwargs["iso3"].upper())
        return found

    @property
    def trail(self) -> Trail:
        """The pages above: the list of countries and the country."""
        country = cast("Country", self.programme)
        return Trail(
            (reverse("countries"), _("Countries and areas")),
            (reverse("country", args=[country.pk]), country.name),
        )

    @property
    def register_query(self) -> str:
        """What asks the register for the same pairs."""
        return f"country={cast('Country', self.programme).pk}&programme={NO_PROGRAMME}"

    @property
    def is_demonstration(self) -> bool:
        """Whether the whole matrix is demonstration data: what is recorded here is if the portal is."""
        return Alignment.objects.current().of(self.programme).filter(demonstration=True).exists()


def _address(programme: Subject) -> str:
    """Return the address of the matrix of a programme, or of a country without one."""
    if isinstance(programme, Country):
        return matrix_address(None, programme.pk)
    return matrix_address(programme, programme.country_id)


def _tabs(programme: Subject, frameworks: list[CooperationFramework]) -> list[tuple[str, str]]:
    """Return address and name of the matrices with each framework; none where there is no choice."""
    url = _address(programme)
    named = [(f"{url}?framework={one.slug}", one.written_name()) for one in frameworks]
    return named if len(named) > 1 else []


def _options(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(code, str(Extent(code).label)) for code in codes]


def _rows(matrix: Matrix, typed: Mapping[str, Cell], error: UnableToAct | None) -> list[ShownRow]:
    return [ShownRow(row, [_shown(row, cell, typed, error) for cell in row.cells]) for row in matrix.rows]


def _shown(
    row: MatrixRow, cell: MatrixCell, typed: Mapping[str, Cell], error: UnableToAct | None
) -> ShownCell:
    fact, mine = cell.fact, typed.get(cell.name)
    extent, level, role = mine.field_values if mine else cell.field_values
    read = fact.pk if fact else None
    if mine and not (isinstance(error, AlignmentConflict) and mine.key in error.facts):
        read = mine.read
    problems = error.problems if error else {}
    found = [text for part in (*PARTS, *OTHER_PARTS) for text in problems.get(f"{cell.name}-{part}", ())]
    words = {"row": row.code or row.title, "number": cell.column.number}
    return ShownCell(
        name=cell.name,
        column=cell.column.short,
        result=f"{cell.column.number}. {cell.column.result.shown_text}",
        label=_("%(row)s, result %(number)d") % words,
        badge=extent_badge(fact.extent) if fact else "",
        extent=extent,
        level=level,
        role=role,
        read=read,
        errors=tuple(found),
    )


OTHER_PARTS = ("effective_on", "result", "priority", "outcome")


def _problems(form: MatrixForm, rows: list[ShownRow], error: UnableToAct | None) -> Any:
    """Yield what is wrong, each with the control that repairs it."""
    for message in form.non_field_errors():
        yield Problem(str(message))
    named = [*form.errors.get("effective_on", ())]
    if error:
        named += error.problems.get("effective_on", [])
        if not error.problems:
            yield Problem(error.message)
    for message in named:
        yield Problem(str(message), str(form["effective_on"].label), form["effective_on"].id_for_label)
    for row in rows:
        for cell in row.cells:
            for message in cell.errors:
                yield Problem(message, cell.label, f"{cell.name}-extent")


def _compared(matrix: Matrix, error: AlignmentConflict) -> list[Compared]:
    """Return the conflicting cells: what stands there now and what was typed, in words."""
    rows = {cell.name: (row, cell) for row in matrix.rows for cell in row.cells}
    found = []
    for key in error.facts:
        name = name_of(key)
        row, cell = rows[name]
        words = {"row": row.code or row.title, "number": cell.column.number}
        label = _("%(row)s, result %(number)d") % words
        found.append(Compared(label, _worded(error.theirs[name]), _worded(error.yours[name])))
    return found


def _worded(values: Mapping[str, str]) -> str:
    """Return extent, level and role in words."""
    lists = {"extent": Extent, "level": AlignmentLevel, "role": IloRole}
    words = [str(lists[part](values[part]).label) for part in PARTS if values[part] in lists[part].values]
    return ", ".join(words) or DASH
