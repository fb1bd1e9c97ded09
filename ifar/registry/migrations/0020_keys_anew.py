from django.db import migrations

from ifar.registry import rebuild


def renew(apps: object, schema_editor: object) -> None:
    """A register that was filled before has keys of older rules, which the search does not ask for any more.

    The rebuild is the program's own, and writes the tables as they are now: it belongs behind the newest migration of them, and moves there.
    """
    if rebuild.is_needed():
        rebuild.rebuild()


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0019_settled")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
