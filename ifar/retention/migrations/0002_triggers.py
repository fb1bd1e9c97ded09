from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_initial"),
        ("registry", "0012_windows"),
        ("parties", "0003_search_keys"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
