"""What operations answer beside what was asked for: the problems each may give, and the headers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drf_spectacular.plumbing import ResolvedComponent

from ilo_dc.core.problems.problem_json import PROBLEM_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from drf_spectacular.plumbing import ComponentRegistry

PROBLEM = {
    "type": "object",
    "description": "RFC 9457: what every error answers, whatever format was asked for.",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What happened, in the language of the caller."},
        "errors": {
            "type": "object",
            "description": "Messages by field; a value within a field by the way to it: `values/0/value`.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
        "theirs": {
            "type": "object",
            "description": "412: the fields that differ, as they are saved now.",
            "additionalProperties": True,
        },
        "yours": {
            "type": "object",
            "description": "412: the same fields as you sent them.",
            "additionalProperties": True,
        },
        "version": {
            "type": ["integer", "null"],
            "description": "412: the version that is saved now; null: the row is gone.",
        },
    },
    "required": ["type", "title", "status", "detail"],
}
RETRY_AFTER = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
CHALLENGE = {"WWW-Authenticate": {"description": "What to sign in with.", "schema": {"type": "string"}}}

# Name, description and headers of each, by status.
PROBLEMS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "400": ("BadRequest", "The request could not be read: `errors` name its fields.", {}),
    "401": ("NotSignedIn", "The API key is wrong or has ended, or nobody is signed in.", CHALLENGE),
    "403": ("NotAllowed", "You may not do this, or the API key lacks its scope; `detail` says why.", {}),
    "404": ("NotFound", "There is nothing at this address that you may see, or not in this format.", {}),
    "406": ("NotAcceptable", "There is none of the formats that `Accept` asks for.", {}),
    "409": ("NotNow", "What it is about is in another state by now; nothing was saved.", {}),
    "412": ("ChangedMeanwhile", "Somebody changed it since that version; nothing was saved.", {}),
    "413": ("TooLarge", "The body is larger than the portal takes; nothing of it was kept.", {}),
    "415": ("UnsupportedMediaType", "The body is of a media type that is not read here.", {}),
    "422": ("Refused", "It was read, and a rule speaks against it; nothing was saved.", {}),
    "428": ("VersionNeeded", "If-Match is missing; nothing was saved.", {}),
    "429": ("TooOften", "You asked too often.", RETRY_AFTER),
    "503": ("NotAvailable", "The portal cannot reach its database or files at the moment.", RETRY_AFTER),
}
ANY = ("400", "401", "403", "404", "406", "429", "503")  # 403: a key may lack the scope of anything
WRITES = ("409", "412", "413", "415", "422")

UNCHANGED = "304"
TAG = {"ETag": {"description": "Of this answer; of an object its version.", "schema": {"type": "string"}}}
PLACE = {
    "Location": {"description": "The address of what was made.", "schema": {"type": "string"}},
}


def problem_answers(registry: ComponentRegistry, statuses: Iterable[str]) -> dict[str, Any]:
    """Return the answers of these statuses as references; what they refer to is put into the registry."""
    problem = ResolvedComponent("Problem", ResolvedComponent.SCHEMA, schema=PROBLEM, object="Problem")
    registry.register_on_missing(problem)
    found = {}
    for status in statuses:
        name, description, headers = PROBLEMS[status]
        content = {PROBLEM_TYPE: {"schema": problem.ref}}
        answer: dict[str, Any] = {"description": description, "content": content}
        component = ResolvedComponent(
            name,
            ResolvedComponent.RESPONSE,
            schema={**answer, "headers": headers} if headers else answer,
            object=name,
        )
        registry.register_on_missing(component)
        found[status] = component.ref
    return found


def unchanged(registry: ComponentRegistry) -> dict[str, Any]:
    """Return the answer to a caller who holds the present one already."""
    component = ResolvedComponent(
        "Unchanged",
        ResolvedComponent.RESPONSE,
        schema={"description": "`If-None-Match` names the present answer.", "headers": TAG},
        object="Unchanged",
    )
    registry.register_on_missing(component)
    return {UNCHANGED: component.ref}
