from django.db import migrations


class Migration(migrations.Migration):
    """Made the keys anew, which now happens behind the newest migration of their tables."""

    dependencies = [("registry", "0019_settled")]
    operations: list[migrations.operations.base.Operation] = []
