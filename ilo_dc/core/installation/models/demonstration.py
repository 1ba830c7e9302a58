"""What every noun that may be invented carries: the word that says so."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

# A live installation refuses demonstration rows, whoever writes them (DESIGN 8).
REFUSE_IN_LIVE = """
IF NEW.demonstration AND EXISTS (SELECT 1 FROM core_installation WHERE kind = 'live') THEN
    RAISE EXCEPTION 'A live installation takes no demonstration rows (table %).', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END IF;
RETURN NEW;
"""


class Demonstrable(models.Model):
    """A row that may be demonstration data; the database keeps it out of a live installation."""

    demonstration = models.BooleanField(_("demonstration data"), default=False)

    class Meta:
        abstract = True
        triggers = [
            pgtrigger.Trigger(
                name="live_refuses_demonstration",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=REFUSE_IN_LIVE,
            )
        ]
