from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tracing", "0005_what_leaves_and_lapses")]
    operations = [
        migrations.RemoveConstraint(model_name="request", name="tracing_request_entered"),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(
                condition=models.Q(("direction", "incoming"))
                & ~models.Q(("state", "withdrawn"))
                & ~models.Q(("handling", "secret")),
                fields=("country", "reference"),
                name="tracing_request_entered",
            ),
        ),
    ]
