"""Paths of the publication of agreements."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from funding.agreements.api import serializers as shapes
from funding.agreements.api.views import AgreementStep, agreement_or_404
from funding.voluntary.actions import publication
from ilo_dc.core.writing.api.views import version_read


@extend_schema_view(post=extend_schema(request=None, responses=shapes.AgreementSerializer))
class PublishAgreement(AgreementStep):
    """Publish a signed agreement with its amount."""

    input_class = shapes.AgreementPublishInput

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Publish it."""
        row = agreement_or_404(request, pk)
        self.field_values()
        version = version_read(request, row.version)
        publication.publish_agreement(by=self.by, agreement=row, lock_version=version)
        return self.answered(pk)


@extend_schema_view(
    post=extend_schema(request=shapes.AgreementReasonInput, responses=shapes.AgreementSerializer)
)
class WithdrawAgreement(AgreementStep):
    """Take a publication back."""

    input_class = shapes.AgreementReasonInput

    def create(self, request: Request, *_args: Any, pk: int, **_kwargs: Any) -> Response:
        """Take it back."""
        row = agreement_or_404(request, pk)
        reason = self.field_values()["reason"]
        version = version_read(request, row.version)
        publication.withdraw_agreement(by=self.by, agreement=row, lock_version=version, reason=reason)
        return self.answered(pk)
