"""Other names of countries or areas, and how the database folds a text before it is searched."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

# What nobody sees goes before `unaccent`, which makes dashes hyphens and apostrophes straight; then what parts
# words. Few signs, because `translate` compares each letter with each; replacing is quick where there is nothing.
TAKEN_OUT = "\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
APOSTROPHE = "'"
PARTING = "-_/\\|,;:!?()[]\"&*+=<>\t\n\r\u00a0\u202f،"
# The extension's schema is written out, so that an index over the function can be restored from a dump.
CREATE = """
CREATE FUNCTION search_folded(words text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
    RETURN lower(translate({visible}, {signs}, {blanks}));
END
$body$
"""


def create_function(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(nspname) FROM pg_extension"
            " JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'unaccent'"
        )
        (schema,) = cursor.fetchone()
        visible = "words"
        for sign in TAKEN_OUT:
            visible = f"replace({visible}, {quoted(sign)}, '')"
        visible = f"replace({schema}.unaccent('{schema}.unaccent', {visible}), {quoted(APOSTROPHE)}, '')"
        signs, blanks = quoted(PARTING), quoted(" " * len(PARTING))
        cursor.execute(CREATE.format(visible=visible, signs=signs, blanks=blanks), None)


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def drop_function(apps, schema_editor):
    schema_editor.execute("DROP FUNCTION search_folded(text)", None)


class Migration(migrations.Migration):
    dependencies = [("core", "0007_dates_in_the_calendar")]
    operations = [
        migrations.RunPython(create_function, drop_function),
        migrations.CreateModel(
            name="CountryAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="written as")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "Former name"), ("common", "Common name"), ("short", "Short name")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="core.country"
                    ),
                ),
            ],
            options={
                "verbose_name": "other name of a country or area",
                "verbose_name_plural": "other names of countries or areas",
                "ordering": ["country", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("country", "name"), name="a_country_has_an_alias_once")
                ],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            models.Func("name", function="search_folded"), name="gin_trgm_ops"
                        ),
                        name="country_alias_as_folded",
                    )
                ],
            },
        ),
    ]
