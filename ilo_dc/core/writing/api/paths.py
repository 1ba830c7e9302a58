"""Paths that are declared: of a register its list and its objects; of a part also the writes."""

from __future__ import annotations

import dataclasses
from dataclasses import MISSING
from typing import TYPE_CHECKING, Any, ClassVar

import orjson
from django.db.models import CharField
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from rest_framework import mixins, serializers
from rest_framework.response import Response

from ilo_dc.core.registers.api.renderers import JSONRenderer
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView, version_read

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import Model, QuerySet
    from rest_framework.request import Request

    from ilo_dc.core.registers.register import Register
    from ilo_dc.core.writing.part import Part

    Shape = type[serializers.BaseSerializer[Any]]


def paths_of(
    register: Register,
    serializer: Any,
    *,
    part: Part[Any] | None = None,
    one: Shape | None = None,
    public: bool | None = None,
    permission_classes: tuple[Any, ...] | None = None,
) -> list[URLPattern]:
    """Return the paths `<code>/` and `<code>/<key>/` of a register, named `<code>-list` and `<code>-detail`.

    With a `part` a row is added at the list (the body names its owner), changed and removed at the object:
    what is written has the shape of what is read. `one` is the serializer of the object where it is another
    one. `public` says that everybody gets the same rows: unless it is said, of what nobody writes here.
    """
    views: dict[str, Any] = {"register": register, "public": part is None if public is None else public}
    if permission_classes is not None:
        views["permission_classes"] = permission_classes
    bases: tuple[type[Any], type[Any]] = (RegisterListView, RegisterObjectView)
    lists, objects = (
        {**views, "serializer_class": serializer},
        {**views, "serializer_class": one or serializer},
    )
    key = "slug" if isinstance(serializer.Meta.model._meta.pk, CharField) else "int"
    if part is not None:
        bases = PartList, PartObject
        lists |= {"part": part, "input_class": _input_of(serializer, part, is_new=True)}
        objects |= {"part": part, "input_class": _input_of(serializer, part)}
    code = register.code
    return [
        path(f"{code}/", _view(code, bases[0], lists), name=f"{code}-list"),
        path(f"{code}/<{key}:pk>/", _view(code, bases[1], objects), name=f"{code}-detail"),
    ]


def _view(code: str, base: type[Any], attributes: dict[str, Any]) -> Any:
    """Return a view of its own, as a class with these attributes would give it."""
    name = "".join(word.capitalize() for word in code.split("-")) + base.__name__
    shape = attributes["serializer_class"]
    made: Any = type(name, (base,), {**attributes, "__doc__": shape.__doc__, "__module__": shape.__module__})
    return made.as_view()


def _input_of(serializer: Any, part: Part[Any], *, is_new: bool = False) -> type[Any]:
    """Return the shape of a write: the fields of the read that are said of a row, and its owner if new."""
    asked = {*part.editable, *((*part.fixed, part.owner) if is_new else ())}
    names = [name for name in serializer.Meta.fields if name in asked]
    needed = {one.name: {"required": one.default is MISSING} for one in dataclasses.fields(part.data)}
    declared = getattr(serializer.Meta, "extra_kwargs", {})
    extra = {name: {**declared.get(name, {}), **needed.get(name, {})} for name in names}
    meta = type("Meta", (serializer.Meta,), {"fields": names, "extra_kwargs": extra, "validators": []})
    stem = serializer.__name__.removesuffix("Serializer")
    label = f"{'New' if is_new else ''}{stem}Input"
    attributes = {"Meta": meta, "__doc__": part.data.__doc__, "__module__": serializer.__module__}
    return type(label, (serializer,), attributes)


class OwnerField(serializers.SlugRelatedField[Any]):
    """An owner by its code, of those that the caller sees: a hidden one is as a missing one."""

    default_error_messages: ClassVar[dict[str, Any]] = {"does_not_exist": _("There is none of this name.")}

    def get_queryset(self) -> QuerySet[Any]:
        """Return the owners that the caller sees."""
        rows: Any = super().get_queryset()
        return rows.visible_to(self.context["request"].user)


class PartView(WritingView):
    """What list and object of a part share; how a row is saved is the part's."""

    part: ClassVar[Part[Any]]
    own: ClassVar[tuple[str, ...]] = ()  # fields that are no part of the data: `add` and `edit` save them
    add: ClassVar[Callable[..., Any] | None] = None
    edit: ClassVar[Callable[..., Any] | None] = None

    def added(self, owner: Any, values: dict[str, Any]) -> Any:
        """Add a row."""
        own = {name: values.pop(name) for name in self.own if name in values}
        add = type(self).add or self.part.add
        return add(by=self.by, owner=owner, data=self.part.data(**values), **own)

    def edited(self, row: Any, version: int, values: dict[str, Any]) -> Any:
        """Save what is said over what a row says now."""
        own = {name: values.pop(name, getattr(row, name)) for name in self.own}
        data = dataclasses.replace(self.part.data_of(row), **values)
        edit = type(self).edit or self.part.edit
        return edit(by=self.by, row=row, lock_version=version, data=data, **own)

    def answer_row(self, made: Any, *, status: int = 200) -> Response:
        """Answer a row as the caller reads it."""
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=status)


class EditView(PartView):
    """Change at the address of one row, which the context of the input holds as `row`."""

    row: Any = None

    def get_serializer_context(self) -> dict[str, Any]:
        """Add the row that is changed."""
        return {**super().get_serializer_context(), "row": self.row}

    def sent(self, body: Any) -> Any:
        """Leave out what a read answers and nobody writes, where it is sent back as it was read."""
        read = JSONRenderer().render(self.get_serializer(self.row).data)
        answered, written = orjson.loads(read), self.input_class(context=self.get_serializer_context()).fields
        return {
            name: value
            for name, value in body.items()
            if name in written or name not in answered or answered[name] != value
        }

    def patch(self, request: Request, **_kwargs: Any) -> Response:
        """Change the record: `If-Match` names the version that was read (428 without, 412 when stale)."""
        self.row = self.get_object()
        version = version_read(request, self.row.version)
        return self.answer_row(self.edited(self.row, version, self.field_values(partial=True)))


class RemoveView(EditView):
    """Change and remove at the address of one row."""

    def delete(self, request: Request, **_kwargs: Any) -> Response:
        """Remove the record: `If-Match` names the version that was read (428 without, 412 when stale)."""
        row = self.get_object()
        version = version_read(request, row.version)
        self.part.remove(by=self.by, row=row, lock_version=version)
        return Response(status=204)


class PartList(PartView, RegisterListView):
    """The list of a register; a POST adds a row to the owner that it names."""

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add one to the owner that the body names."""
        values = self.field_values()
        return self.answer_row(self.added(values.pop(self.part.owner), values), status=201)


class PartObject(RemoveView, RegisterObjectView):
    """One row of a register."""


# --- Parts without a register: they stand below the address of their owner -----------------------------


def nested_paths_of(
    part: Part[Any],
    address: str,
    names: tuple[str, str],
    *,
    serializer: Shape,
    owners: Callable[[Any], QuerySet[Any]],
    rows: Callable[[Any], QuerySet[Any]],
    **views: Any,
) -> list[URLPattern]:
    """Return the list of an owner's parts at `address`, and below it each of them, with their `names`.

    `owners` are those that a user sees, `rows` puts parts in order with all that an answer and the policy
    need. `views` are attributes of both views: `input_class`; `own`, `add` and `edit` of `PartView`;
    `stays`: no DELETE removes one.

    Raises:
        TypeError: an attribute of another name.
    """
    stays = views.pop("stays", False)
    if unknown := views.keys() - {"input_class", "own", "add", "edit"}:
        raise TypeError(f"Parts take no {', '.join(sorted(unknown))}.")
    views |= {name: staticmethod(views[name]) for name in ("add", "edit") if name in views}
    kept = {"owners": staticmethod(owners), "placed": staticmethod(rows), "part": part}
    views = {**kept, "serializer_class": serializer, "queryset": part.model._default_manager.none(), **views}
    return [
        path(address, _view(names[0], NestedList, views), name=names[0]),
        path(
            f"{address}<int:pk>/",
            _view(names[1], NestedKept if stays else NestedObject, views),
            name=names[1],
        ),
    ]


class NestedView(PartView):
    """What the list and one of the parts of an owner share."""

    owners: ClassVar[Callable[..., QuerySet[Any]]]
    placed: ClassVar[Callable[..., QuerySet[Any]]]
    pagination_class = None

    def get_queryset(self) -> QuerySet[Any]:
        """Return the parts of the owner that the caller sees."""
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        seen = self.part.model._default_manager.visible_to(self.request.user)
        return type(self).placed(seen).filter(**{self.part.owner: self.kwargs[f"{self.part.owner}_id"]})


class NestedList(mixins.ListModelMixin, NestedView):
    """The parts of the owner that the address names; a POST adds one."""

    def owner(self) -> Model:
        """Return the owner; a hidden and a missing one are the same 404."""
        key = self.kwargs[f"{self.part.owner}_id"]
        found: Model = get_object_or_404(type(self).owners(self.request.user), pk=key)
        return found

    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Answer them in order."""
        self.owner()
        return Response(self.get_serializer(self.get_queryset(), many=True).data)

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Add one."""
        owner = self.owner()
        return self.answer_row(self.added(owner, self.field_values()), status=201)


class NestedKept(EditView, NestedView):
    """One part of an owner, which no DELETE removes."""

    def get(self, request: Request, **_kwargs: Any) -> Response:
        """Answer the record; its tag is its version."""
        row = self.get_object()
        return self.answer(row, version=row.version)


class NestedObject(RemoveView, NestedKept):
    """One part of an owner."""
