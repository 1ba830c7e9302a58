"""People who were given a language without a translation read English, as they did until now."""

from django.db import migrations

TRANSLATED = ("en", "fr", "es")


def speak_english(apps, schema_editor):
    """Give them the language that they read already."""
    apps.get_model("core", "User").objects.exclude(language__in=TRANSLATED).update(language="en")


class Migration(migrations.Migration):
    dependencies = [("core", "0013_plain_words")]
    operations = [migrations.RunPython(speak_english, migrations.RunPython.noop)]
