"""Paths of approvals: the register, one approval, its steps; each POST is one call of an action."""

from __future__ import annotations

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from funding.agreements.actions.agreements import AgreementTerms
from funding.approvals.actions import approvals as actions
from funding.approvals.actions.approval_life import APPROVAL_LIFE
from funding.approvals.actions.issue import cancel_approval, finish_approval, issue_approval
from funding.approvals.api import serializers as shapes
from funding.approvals.models.approval import Approval
from funding.approvals.registers import APPROVALS
from funding.approvals.vocab import ApprovalStatus
from ilo_dc.core.life.actions import Step
from ilo_dc.core.registers.api.views import RegisterListView, RegisterObjectView
from ilo_dc.core.writing.api.views import WritingView, version_read


def approval_or_404(request: Request, pk: int) -> Approval:
    """Return an approval that the caller sees; hidden and missing are the same 404."""
    return get_object_or_404(Approval.objects.visible_to(request.user).for_list(), pk=pk)


def data_of(values: dict[str, Any], present: Approval | None = None) -> actions.ApprovalData:
    """Return what is said of an approval; of a `present` one what is left out stays."""
    known: dict[str, Any] = {}
    if present is not None:
        known = {name: getattr(present, name) for name in ("proposal", "project", "note")}
        known["shares"] = tuple((one.named, one.share) for one in present.shares.for_list())
    names = ("proposal", "project", "note", "complete_residue")
    own: dict[str, Any] = {name: values[name] for name in names if name in values}
    if "shares" in values:
        own["shares"] = tuple(_pair(one) for one in values["shares"])
    return actions.ApprovalData(**{**known, **own})


def _pair(share: dict[str, Any]) -> tuple[Any, Any]:
    named = [share.get(name) for name in ("outcome", "global_product") if share.get(name)]
    if len(named) != 1:
        message = _("A share must name an outcome or a global product, one of them.")
        raise actions.UnableToRecordApproval(message, {"shares": [message]})
    return named[0], share["share"]


class ApprovalList(WritingView, RegisterListView):
    """Approvals; others than staff see what was issued of agreements whose amount they read."""

    register = APPROVALS
    public = False
    serializer_class = shapes.ApprovalSerializer
    input_class = shapes.ApprovalInput

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """Record an approval as a draft: nothing of it counts before it is issued."""
        values = self.field_values()
        agreement, terms = values.get("agreement"), values.get("terms")
        if (agreement is None) == (terms is None):
            message = _("Name the agreement that is registered, or give the terms of a new one.")
            raise actions.UnableToRecordApproval(message, {"agreement": [message]})
        data = data_of(values)
        if agreement is None:
            made = actions.record_approval(by=self.by, terms=AgreementTerms(**values["terms"]), data=data)
        else:
            number = values.get("amendment")
            amendment = get_object_or_404(agreement.amendments.all(), pk=number) if number else None
            made = actions.approve_agreement(by=self.by, agreement=agreement, amendment=amendment, data=data)
        row = self.get_queryset().get(pk=made.pk)
        return self.answer(row, version=row.version, status=201)


class ApprovalObject(WritingView, RegisterObjectView):
    """One approval."""

    by_version = ("PATCH",)
    register = APPROVALS
    public = False
    serializer_class = shapes.ApprovalSerializer
    input_class = shapes.ApprovalEditInput

    def patch(self, request: Request, pk: int) -> Response:
        """Change what a draft says beside its agreement; `If-Match` names the version that was read."""
        row = self.get_object()
        version = version_read(request, row.version)
        data = data_of(self.field_values(partial=True), row)
        actions.edit_approval(by=self.by, approval=row, lock_version=version, data=data)
        saved = self.get_object()
        return self.answer(saved, version=saved.version)


class ApprovalStep(WritingView):
    """A step of an approval's life; `If-Match` names the version that was read."""

    by_version = ("POST",)
    serializer_class = shapes.ApprovalSerializer
    input_class: ClassVar[type[Serializer[Any]]] = shapes.ApprovalStepInput
    queryset = Approval.objects.none()

    def take(self, row: Approval, version: int, reason: str) -> Approval:
        """Take the step."""
        raise NotImplementedError

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Take the step and answer the approval as it is now."""
        row = approval_or_404(request, pk)
        reason = self.field_values().get("reason", "")
        self.take(row, version_read(request, row.version), reason)
        saved = approval_or_404(request, pk)
        return self.answer(saved, version=saved.version)


@extend_schema_view(post=extend_schema(request=None, responses=shapes.ApprovalSerializer))
class FinishApproval(ApprovalStep):
    """Issue a draft, or hand it in where its amount needs a second signature."""

    def take(self, row: Approval, version: int, reason: str) -> Approval:
        """Finish it."""
        return finish_approval(by=self.by, approval=row, lock_version=version)


@extend_schema_view(post=extend_schema(request=None, responses=shapes.ApprovalSerializer))
class SignApproval(ApprovalStep):
    """Sign as the second, which issues it."""

    def take(self, row: Approval, version: int, reason: str) -> Approval:
        """Issue it."""
        return issue_approval(by=self.by, approval=row, lock_version=version)


class ReasonStep(ApprovalStep):
    """A step with its reason."""

    to: ClassVar[str]
    input_class = shapes.ApprovalReasonInput

    def take(self, row: Approval, version: int, reason: str) -> Approval:
        """Record the step."""
        step = Step(self.to, timezone.now().date(), reason)
        return APPROVAL_LIFE.record(by=self.by, noun=row, lock_version=version, step=step)


def _with_reason(view: type[ReasonStep]) -> type[ReasonStep]:
    shown = extend_schema(request=shapes.ApprovalReasonInput, responses=shapes.ApprovalSerializer)
    return extend_schema_view(post=shown)(view)


@_with_reason
class SendApprovalBack(ReasonStep):
    """Send it back to who recorded it, as a draft."""

    to = ApprovalStatus.DRAFT


@_with_reason
class WithdrawApproval(ReasonStep):
    """Give up what was not issued."""

    to = ApprovalStatus.WITHDRAWN


@_with_reason
class CancelApproval(ReasonStep):
    """Cancel what was issued: its lines are reversed, its minute keeps its number."""

    to = ApprovalStatus.CANCELLED

    def take(self, row: Approval, version: int, reason: str) -> Approval:
        """Cancel it."""
        return cancel_approval(by=self.by, approval=row, lock_version=version, reason=reason)
