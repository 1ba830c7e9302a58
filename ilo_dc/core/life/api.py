"""Paths of a noun's statuses: the life as recorded and its next status, a correction, taking one back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.response import Response

from ilo_dc.core.life.actions import Step
from ilo_dc.core.writing.api.views import WritingView, version_read

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.urls import URLPattern
    from rest_framework.request import Request
    from rest_framework.serializers import BaseSerializer, Serializer

    from ilo_dc.core.life.actions import Life


class StatusView(WritingView):
    """What the paths of a noun's statuses share; writes name by `If-Match` the version of the noun.

    A child names its `life`, the shape of what is recorded (`serializer_class`) and of what is sent, and
    gives `find_noun`, which answers 404 for what the caller does not see.
    """

    by_version = ("POST",)
    life: ClassVar[Life[Any, Any]]
    step_input: ClassVar[type[Serializer[Any]]]
    correction_input: ClassVar[type[Serializer[Any]]]
    reason_input: ClassVar[type[Serializer[Any]]]
    pagination_class = None

    def find_noun(self, key: int) -> Any:
        """Return the noun of the address."""
        raise NotImplementedError

    def step(self, noun: Any) -> Step:
        """Return the step that the body names."""
        return Step(**self.field_values())

    def visible(self, noun: Any) -> Any:
        """Return the statuses that the caller sees, the latest first."""
        return self.life.model.objects.visible_to(self.request.user).history_of(noun)

    @property
    def noun(self) -> Any:
        """The noun of the address."""
        return self.find_noun(self.kwargs[f"{self.life.noun}_id"])

    def named(self, noun: Any) -> Any:
        """Return the status of the address, if the caller sees it; else 404."""
        return get_object_or_404(self.visible(noun), pk=self.kwargs["pk"])

    def answer_present(self, noun: Any) -> Response:
        """Answer the present status with the version of the noun."""
        present = self.life.model.objects.current().of(noun).get()
        return self.answer(present, version=noun.version, status=201)


class StatusList(StatusView):
    """The life of a noun as the caller may see it, the latest status first; a POST is the next status."""

    def get(self, _request: Request, **_words: Any) -> Response:
        """Answer the statuses, those recorded by mistake among them."""
        return Response(self.get_serializer(self.visible(self.noun), many=True).data)

    def create(self, request: Request, *_args: Any, **_words: Any) -> Response:
        """Record the next status; `If-Match` names the version of the noun that was read."""
        noun = self.noun
        version = version_read(request, noun.version)
        step = self.step(noun)
        return self.answer_present(self.life.record(by=self.by, noun=noun, lock_version=version, step=step))


class CorrectStatus(StatusView):
    """Say what a status, present or past, really was; the answer is the present one."""

    def create(self, request: Request, *_args: Any, **_words: Any) -> Response:
        """Record the correction; `If-Match` names the version of the noun that was read."""
        noun = self.noun
        status, version = self.named(noun), version_read(request, noun.version)
        step = self.step(noun)
        return self.answer_present(
            self.life.correct(by=self.by, noun=noun, status=status, lock_version=version, step=step)
        )


class TakeBackStatus(StatusView):
    """Say that the present status never was; the answer is the one that holds again."""

    def create(self, request: Request, *_args: Any, **_words: Any) -> Response:
        """Take it back; `If-Match` names the version of the noun that was read."""
        noun = self.noun
        status, version = self.named(noun), version_read(request, noun.version)
        return self.answer_present(
            self.life.take_back(
                by=self.by, noun=noun, status=status, lock_version=version, **self.field_values()
            )
        )


def status_paths(nouns: str, base: type[StatusView], *, formerly: str = "") -> list[URLPattern]:
    """Return the paths of the statuses of `nouns` (as the API calls them), declared by `base`.

    Under `formerly`, where they stood once, each answers 308 and leads here, method and body kept.
    """
    words = f"{nouns}/<int:{base.life.noun}_id>"
    found = []
    for place, name, verb, shape in (
        ("", "statuses", StatusList, base.step_input),
        ("<int:pk>/correct/", "status-correct", CorrectStatus, base.correction_input),
        ("<int:pk>/take-back/", "status-take-back", TakeBackStatus, base.reason_input),
    ):
        view = _view(verb, base, shape)
        found.append(path(f"{words}/statuses/{place}", view.as_view(), name=f"{nouns}-{name}"))
        if formerly:
            found.append(path(f"{words}/{formerly}/{place}", moved_to(f"api:{nouns}-{name}")))
    return found


def moved_to(name: str) -> Callable[..., HttpResponsePermanentRedirect]:
    """Return a view that answers 308 to the address `name` with the same words and parameters."""

    @csrf_exempt
    def view(request: HttpRequest, **words: Any) -> HttpResponsePermanentRedirect:
        query = request.META.get("QUERY_STRING", "")
        address = reverse(name, kwargs=words) + (f"?{query}" if query else "")
        return HttpResponsePermanentRedirect(address, preserve_request=True)

    return view


def _view(verb: type[StatusView], base: type[StatusView], shape: type[Serializer[Any]]) -> type[StatusView]:
    """Return the view of a verb for the noun of `base`, with its shapes for the schema."""
    described = {"input_class": shape, "__module__": base.__module__, "__doc__": verb.create.__doc__}
    made: type[StatusView] = type(verb.__name__, (verb, base), described)
    if not hasattr(verb, "get"):
        return made
    recorded: type[BaseSerializer[Any]] = base.serializer_class  # type: ignore[assignment]
    return extend_schema_view(get=extend_schema(responses=recorded(many=True)))(made)
