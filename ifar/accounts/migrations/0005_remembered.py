"""The table in which worker processes count together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_real_people")]

    operations = [
        migrations.CreateModel(
            name="Remembered",
            fields=[
                ("key", models.TextField(primary_key=True, serialize=False)),
                ("value", models.JSONField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
