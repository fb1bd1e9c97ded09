from django.db import migrations

from ifar.registry import rebuild, settling


def renew(apps: object, schema_editor: object) -> None:
    """A register that was filled before has keys of older rules, which the search does not ask for any more, or files of an older form.

    The rebuild is the program's own, and writes the tables as they are now: it belongs behind the newest migration of them, and moves there.
    """
    if rebuild.is_needed():
        rebuild.rebuild()
    elif settling.is_gone(rebuild.OWNER):
        settling.settle(grace=0)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0025_waiting")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
