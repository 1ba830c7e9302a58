"""When somebody’s sessions were ended for good; secrets of two-step sign-in that were kept plain are sealed."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ilo_dc.core.accounts.sealing import seal

SEALED = "gAAAA"  # how a sealed text begins, and no secret: base 32 and hexadecimal have no such letters


def seal_secrets(apps, schema_editor):
    for kept in apps.get_model("mfa", "Authenticator").objects.filter(type__in=["totp", "recovery_codes"]):
        for name in ("secret", "seed"):
            if not kept.data.get(name, SEALED).startswith(SEALED):
                kept.data[name] = seal(kept.data[name])
        kept.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0010_stored_folded_texts"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="user",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="user",
            name="update_update",
        ),
        migrations.AddField(
            model_name="user",
            name="sessions_ended_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sessions ended"),
        ),
        migrations.AddField(
            model_name="userevent",
            name="sessions_ended_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sessions ended"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "core_userevent" ("daily_digest", "date_joined", "demonstration", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_ended_at", "username") VALUES (NEW."daily_digest", NEW."date_joined", NEW."demonstration", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sessions_ended_at", NEW."username"); RETURN NULL;',
                    hash="8d7fc8fbb9c289fef692575ee4f8d7d8e136443b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_45de6",
                    table="core_user",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="user",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."daily_digest" IS DISTINCT FROM (NEW."daily_digest") OR OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."demonstration" IS DISTINCT FROM (NEW."demonstration") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."sessions_ended_at" IS DISTINCT FROM (NEW."sessions_ended_at") OR OLD."username" IS DISTINCT FROM (NEW."username"))',
                    func='INSERT INTO "core_userevent" ("daily_digest", "date_joined", "demonstration", "email", "id", "is_active", "is_staff", "is_superuser", "language", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sessions_ended_at", "username") VALUES (NEW."daily_digest", NEW."date_joined", NEW."demonstration", NEW."email", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sessions_ended_at", NEW."username"); RETURN NULL;',
                    hash="051bef214e31b342be1a24dad54e951eeb843973",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6ccff",
                    table="core_user",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunPython(seal_secrets, migrations.RunPython.noop),
    ]
