from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0002_code")]
    operations = [
        migrations.AddConstraint(
            "message",
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="outbox_message_once"
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
