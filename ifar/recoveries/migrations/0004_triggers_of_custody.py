from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("recoveries", "0003_custody"),
        ("registry", "0013_licence_uses"),
        ("accounts", "0004_real_people"),
    ]
    operations = [migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)]
