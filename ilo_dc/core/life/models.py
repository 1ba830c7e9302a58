from datetime import date
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.fact import NOT_FROM_THE_SOURCE, Fact


def same_life(table: str, subject: str) -> str:
    """Return the body of the trigger that keeps a correction with the life that it corrects."""
    return f"""
IF EXISTS (
    SELECT 1 FROM {table}
    WHERE id IN (NEW.replaces_id, NEW.takes_back_id) AND {subject} IS DISTINCT FROM NEW.{subject}
) THEN
    RAISE EXCEPTION 'A correction belongs to the life that it corrects.' USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""  # noqa: S608  (names of a table and a column, written by the models)


class DatedStatus(Fact):
    """A status with its day. One that was recorded by mistake is kept; a later one says what holds instead.

    A child adds the noun (its `FACT_KEY`), `status`, `effective_on`, and what else its statuses say.
    `replaces`: this stands in the place of that status. `takes_back`: that one, recorded last, never was;
    then `replaces` is the one before it, which holds again. `past`: an earlier status as corrected, which the
    present one supersedes within the same change, so that it is never the current one.
    """

    status: str
    effective_on: date

    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("stands in place of"),
    )
    takes_back = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="taken_back_by",
        verbose_name=_("takes back"),
    )
    past = models.BooleanField(_("an earlier stage as corrected"), default=False, editable=False)

    class Meta(Fact.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(replaces__isnull=False),
                name="%(class)s_replaced_once",
                violation_error_message=_("This status was corrected already: correct the later one."),
            ),
            models.UniqueConstraint(
                fields=["takes_back"],
                condition=Q(takes_back__isnull=False),
                name="%(class)s_taken_back_once",
                violation_error_message=_("This status was taken back already."),
            ),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True) | Q(replaces__isnull=False, past=False),
                name="%(class)s_taken_back_for_the_one_before",
                violation_error_message=_("What takes a status back must bring back the one before it."),
            ),
            models.CheckConstraint(
                condition=Q(past=False) | Q(replaces__isnull=False),
                name="%(class)s_past_corrects_another",
                violation_error_message=_("A status of the past must correct another one."),
            ),
        ]

    @classmethod
    def columns(cls) -> list[str]:
        """Return the columns that hold what a status says, the noun and the reason among them."""
        apart = {*NOT_FROM_THE_SOURCE, "replaces", "takes_back", "past"}
        return [column.attname for column in cls._meta.concrete_fields if column.name not in apart]

    @classmethod
    def field_names(cls) -> list[str]:
        """Return the fields of these columns, as steps and gates name them."""
        columns = cls.columns()
        return [field.name for field in cls._meta.concrete_fields if field.attname in columns]

    @property
    def field_values(self) -> tuple[object, ...]:
        """What it says, apart from why."""
        return tuple(getattr(self, name) for name in self.columns() if name != "reason")

    def again(self, **differing: object) -> Self:
        """Return an unsaved status that says the same, but for what differs."""
        return type(self)(**{name: getattr(self, name) for name in self.columns()} | differing)


def belongs_to_its_life(table: str, subject: str) -> pgtrigger.Trigger:
    """Return the trigger that keeps a correction with the life that it corrects."""
    return pgtrigger.Trigger(
        name="same_life",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=same_life(table, subject),
    )
