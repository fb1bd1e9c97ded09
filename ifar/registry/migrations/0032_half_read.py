from django.db import migrations

from ifar.registry import rebuild


def renew(apps: object, schema_editor: object) -> None:
    """A long mark of which one or two characters were not read meets what comes in by its runs: marks of its length carry no such deletions."""
    with schema_editor.connection.cursor() as cursor:  # type: ignore[attr-defined]
        rebuild.renew_searches(cursor)


class Migration(migrations.Migration):
    dependencies = [("registry", "0031_in_order")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
