from django.db import migrations


class Migration(migrations.Migration):
    """Made the keys and their files anew, which now happens behind the newest migration of their tables."""

    dependencies = [("registry", "0021_altered")]
    operations: list[migrations.operations.base.Operation] = []
