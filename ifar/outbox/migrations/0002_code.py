from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    # What was stated before has no code and is not delivered any more: let the worker deliver it before.
    operations = [
        migrations.AddField("message", "code", models.TextField(default=""), preserve_default=False),
    ]
