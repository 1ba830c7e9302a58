"""Dated facts: what was known, from when until when (DESIGN 3.0)."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.querysets import FactQuerySet
from ilo_dc.core.installation.models.demonstration import Demonstrable

# `portal.change` is set for the length of one transaction by actions.changes.recording.
STAMP = """
IF coalesce(current_setting('portal.change', true), '') = '' THEN
    RAISE EXCEPTION 'Rows of % are written inside a recorded change only.', TG_TABLE_NAME;
END IF;
NEW.change_id := split_part(current_setting('portal.change'), '|', 1)::bigint;
IF NOT NEW.backdated OR NEW.recorded_at IS NULL
   OR NEW.recorded_at > split_part(current_setting('portal.change'), '|', 2)::timestamptz THEN
    NEW.recorded_at := split_part(current_setting('portal.change'), '|', 2)::timestamptz;
    NEW.backdated := false;
END IF;
IF NOT NEW.backdated THEN
    NEW.superseded_at := NULL;
    NEW.superseded_by_id := NULL;
END IF;
RETURN NEW;
"""

ONLY_CLOSE = """
IF OLD.superseded_at IS NOT NULL
   OR (to_jsonb(NEW) - {apart})
      IS DISTINCT FROM (to_jsonb(OLD) - {apart}) THEN
    RAISE EXCEPTION 'A recorded row of % is never changed, only superseded.', TG_TABLE_NAME;
END IF;
IF coalesce(current_setting('portal.change', true), '') = '' THEN
    RAISE EXCEPTION 'Rows of % are superseded inside a recorded change only.', TG_TABLE_NAME;
END IF;
NEW.superseded_by_id := split_part(current_setting('portal.change'), '|', 1)::bigint;
NEW.superseded_at := split_part(current_setting('portal.change'), '|', 2)::timestamptz;
RETURN NEW;
"""

REFUSE = """
RAISE EXCEPTION 'Recorded rows of % are never deleted, only superseded.', TG_TABLE_NAME;
"""

# What the portal adds to a row, apart from what the source said.
NOT_FROM_THE_SOURCE = frozenset(
    {
        "id",
        "change",
        "recorded_at",
        "superseded_by",
        "superseded_at",
        "backdated",
        "edition",
        "demonstration",
        "updated_at",
    }
)


def only_close(*generated: str) -> pgtrigger.Trigger:
    """Return the trigger that lets a recorded row change by being superseded alone.

    `generated` are columns that the database makes of others, which a trigger before a change cannot compare.
    """
    apart = " - ".join(f"'{column}'" for column in ("superseded_at", "superseded_by_id", *generated))
    return pgtrigger.Trigger(
        name="only_close",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        func=ONLY_CLOSE.format(apart=apart),
    )


class Fact(Demonstrable):
    """What a source said of one subject, from `recorded_at` until `superseded_at` (null: still).

    A child names its key with a partial unique constraint on the current rows, and says by `FACT_KEY`
    which fields make it. Triggers stamp the times from the transaction's change, refuse any other update
    and every delete.
    """

    FACT_KEY: tuple[str, ...] = ()
    # The API path of the noun that the fact tells of, and the column with that noun's id there.
    NOUN: str = ""
    SUBJECT: str = "pk"

    change = models.ForeignKey("core.Change", models.PROTECT, related_name="+", editable=False)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    superseded_by = models.ForeignKey(
        "core.Change", models.PROTECT, null=True, related_name="+", editable=False
    )
    superseded_at = models.DateTimeField(_("superseded"), null=True, editable=False)
    backdated = models.BooleanField(
        _("recorded earlier than it was written"),
        default=False,
        help_text=_("Only demonstration data and a first historical import carry an earlier date."),
    )
    edition = models.ForeignKey("core.SourceEdition", models.PROTECT, null=True, related_name="+")

    objects = FactQuerySet.as_manager()

    class Meta(Demonstrable.Meta):
        abstract = True
        triggers = [
            *Demonstrable.Meta.triggers,
            pgtrigger.Trigger(name="stamp", when=pgtrigger.Before, operation=pgtrigger.Insert, func=STAMP),
            only_close(),
            pgtrigger.Trigger(
                name="never_delete", when=pgtrigger.Before, operation=pgtrigger.Delete, func=REFUSE
            ),
            pgtrigger.Trigger(
                name="never_truncate",
                when=pgtrigger.Before,
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                func=REFUSE,
            ),
        ]
        indexes = [
            models.Index(fields=["change"], name="%(class)s_by_change"),
            models.Index(
                fields=["superseded_by"],
                name="%(class)s_by_closing",
                condition=Q(superseded_by__isnull=False),
            ),
        ]

    @property
    def is_current(self) -> bool:
        """Whether nothing has superseded this row."""
        return self.superseded_at is None
