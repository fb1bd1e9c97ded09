from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

_EYES = [
    migrations.AddField(
        "eyes",
        "proposers",
        django.contrib.postgres.fields.ArrayField(models.TextField(), default=list, size=None),
    ),
    migrations.AddField("eyes", "permission", models.TextField(default="")),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_notices")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop, state_operations=_EYES
        )
    ]
