"""The database folds texts as Python does: the same signs are taken out, the same part words.

The columns that hold folded texts are made anew, since what they hold follows from the function.
"""

from django.db import migrations

# As classes of an expression: \\, [, ], ^ and - are escaped. See `TAKEN_OUT` and `PARTING` of text_search.
TAKEN_OUT = "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff\u0640'\u2019\u2018\u02bc\u02bb`\xb4\u2032"
PARTING = '\t\n\r\xa0\u2009\u202f\u3000\\-\u2010\u2011\u2012\u2013\u2014\u2015\u2212_/\\\\|,;:!?\xbf\xa1()\\[\\]{}"\u201c\u201d\u201e\xab\xbb\u2039\u203a*&%#@+=<>~\\^\xb7\u2022\u2026\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f\uff08\uff09\u300a\u300b\u3010\u3011\u300c\u300d\u060c\u061b\u061f'
REPLACE = """
CREATE OR REPLACE FUNCTION search_folded(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $body$
BEGIN
    RETURN lower(regexp_replace(replace(
        {schema}.unaccent('{schema}.unaccent', regexp_replace(
            regexp_replace(words, {taken_out}, '', 'g'), {parting}, ' ', 'g'
        )), '''', ''
    ), {parting}, ' ', 'g'));
END
$body$
"""
STORED = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname), quote_ident(attname), pg_get_expr(adbin, adrelid)
FROM pg_attribute
JOIN pg_class ON pg_class.oid = attrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE attgenerated = 's' AND relkind = 'r' AND nspname = current_schema()
    AND pg_get_expr(adbin, adrelid) LIKE '%%search_folded(%%'
ORDER BY 1, attnum
"""


def fold_alike(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(nspname) FROM pg_extension"
            " JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'unaccent'"
        )
        (schema,) = cursor.fetchone()
        signs = {"taken_out": quoted(TAKEN_OUT), "parting": quoted(PARTING)}
        cursor.execute(REPLACE.format(schema=schema, **signs), None)
        cursor.execute(STORED.replace("%%", "%"), None)
        tables = {}
        for table, column, expression in cursor.fetchall():
            tables.setdefault(table, []).append((column, expression))
        for table, columns in tables.items():
            parts = [f"DROP COLUMN {column}" for column, _expression in columns]
            parts += [
                f"ADD COLUMN {column} text GENERATED ALWAYS AS ({expression}) STORED"
                for column, expression in columns
            ]
            cursor.execute(f"ALTER TABLE {table} {', '.join(parts)}", None)


def quoted(signs):
    text = signs.replace("'", "''")
    return f"'[{text}]'"


class Migration(migrations.Migration):
    dependencies = [("core", "0017_order_by_the_name_read")]
    operations = [migrations.RunPython(fold_alike, migrations.RunPython.noop)]
