"""Folded texts stored beside the texts of sub-outputs, which their trigger leaves out when it compares rows."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from ilo_dc.core.text_search import FoldedTexts


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_stored_folded_texts"),
        ("portfolio", "0012_stored_folded_texts"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="suboutputstate",
            name="only_close",
        ),
        migrations.AddIndex(
            model_name="suboutputstate",
            index=FoldedTexts(fields=["code", "name", "description"], name="sub_output_state_folded"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suboutputstate",
            trigger=pgtrigger.compiler.Trigger(
                name="only_close",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\nIF OLD.superseded_at IS NOT NULL\n   OR (to_jsonb(NEW) - 'superseded_at' - 'superseded_by_id' - 'code_folded' - 'name_folded' - 'description_folded')\n      IS DISTINCT FROM (to_jsonb(OLD) - 'superseded_at' - 'superseded_by_id' - 'code_folded' - 'name_folded' - 'description_folded') THEN\n    RAISE EXCEPTION 'A recorded row of % is never changed, only superseded.', TG_TABLE_NAME;\nEND IF;\nIF coalesce(current_setting('portal.change', true), '') = '' THEN\n    RAISE EXCEPTION 'Rows of % are superseded inside a recorded change only.', TG_TABLE_NAME;\nEND IF;\nNEW.superseded_by_id := split_part(current_setting('portal.change'), '|', 1)::bigint;\nNEW.superseded_at := split_part(current_setting('portal.change'), '|', 2)::timestamptz;\nRETURN NEW;\n",
                    hash="b399ce68d2886d93cffd5014d40ddfca845675ca",
                    operation="UPDATE",
                    pgid="pgtrigger_only_close_e5547",
                    table="portfolio_suboutputstate",
                    when="BEFORE",
                ),
            ),
        ),
    ]
