import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilo_dc.core.facts.models.fact import Fact


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


class Stage(Fact):
    """A dated stage of a life. One that was recorded by mistake is kept; a later one says what holds instead.

    `replaces`: this stands in the place of that stage. `takes_back`: that one, recorded last, never was;
    then `replaces` is the one before it, which holds again. `past`: an earlier stage as corrected, which the
    present stage supersedes within the same change, so that it is never the current one.
    """

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
            ),
            models.UniqueConstraint(
                fields=["takes_back"],
                condition=Q(takes_back__isnull=False),
                name="%(class)s_taken_back_once",
            ),
            models.CheckConstraint(
                condition=Q(takes_back__isnull=True) | Q(replaces__isnull=False, past=False),
                name="%(class)s_taken_back_for_the_one_before",
            ),
            models.CheckConstraint(
                condition=Q(past=False) | Q(replaces__isnull=False), name="%(class)s_past_corrects_another"
            ),
        ]


def belongs_to_its_life(table: str, subject: str) -> pgtrigger.Trigger:
    """Return the trigger that keeps a correction with the life that it corrects."""
    return pgtrigger.Trigger(
        name="same_life",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=same_life(table, subject),
    )
