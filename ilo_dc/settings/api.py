"""The API and its schema."""

import os

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": [
        "ilo_dc.core.registers.api.renderers.JSONRenderer",
        "ilo_dc.core.registers.api.renderers.CSVRenderer",
        "ilo_dc.core.registers.api.renderers.XLSXRenderer",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "ilo_dc.core.registers.api.negotiation.FormatNegotiation",
    "DEFAULT_PARSER_CLASSES": ["ilo_dc.core.registers.api.parsers.JSONParser"],  # views of files take forms
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "ilo_dc.core.accounts.authentication.ApiKeyAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_PAGINATION_CLASS": "ilo_dc.core.registers.api.keyset.KeysetPagination",
    "DEFAULT_METADATA_CLASS": "ilo_dc.core.registers.api.metadata.PathMetadata",
    "DEFAULT_SCHEMA_CLASS": "ilo_dc.core.writing.api.schema.WritingSchema",
    "DEFAULT_THROTTLE_CLASSES": ["ilo_dc.core.accounts.throttles.CallerThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "anonymous": os.environ.get("PORTAL_RATE_ANONYMOUS", "600/min"),
        "pages": os.environ.get("PORTAL_RATE_PAGES", "600/min"),
        "wrong_keys": "20/min",
        "figure_problems": "10/hour",
        "signed_in": os.environ.get("PORTAL_RATE_SIGNED_IN", "1800/min"),
    },
    "EXCEPTION_HANDLER": "ilo_dc.core.problems.problem_json.problem_handler",
    "URL_FORMAT_OVERRIDE": "format",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ILO Development Cooperation Portal",
    "DESCRIPTION": "Every figure names its measure, scope and as-of date and links to its rows.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    # Code lists of fields that bear the same name in several nouns.
    "ENUM_NAME_OVERRIDES": {
        "ApiKeyStateEnum": "ilo_dc.core.accounts.vocab.KeyState",
        "AlignmentLevelEnum": "portfolio.alignments.vocab.AlignmentLevel",
        "ProgrammeDocumentKindEnum": "portfolio.programmes.vocab.DocumentKind",
        "NoticeKindEnum": "ilo_dc.core.notices.vocab.NoticeKind",
        "CrossWalkKindEnum": "portfolio.results.vocab.CrossWalkKind",
        "OrganisationKindEnum": "ilo_dc.core.reference.vocab.OrganisationKind",
        "ScopeKindEnum": "ilo_dc.core.imports.vocab.ScopeKind",
        "OutcomeKindEnum": "portfolio.results.vocab.OutcomeKind",
        "ProgrammeStatusEnum": "portfolio.programmes.vocab.ProgrammeStatus",
        "ProgressEnum": "portfolio.programmes.vocab.Progress",
        "ResultLevelEnum": "portfolio.results.vocab.NodeLevel",
        "ResultsFrameworkKindEnum": "portfolio.results.vocab.ResultsFrameworkKind",
        "FrameworkKindEnum": "portfolio.frameworks.vocab.FrameworkKind",
        "FigureProblemStatusEnum": "reporting.figure_problems.vocab.ProblemStatus",
        "FrameworkStatusEnum": "portfolio.frameworks.vocab.FrameworkStatus",
        "FrameworkResultLevelEnum": "portfolio.frameworks.vocab.ResultLevel",
    },
    "DISABLE_ERRORS_AND_WARNINGS": False,
}
