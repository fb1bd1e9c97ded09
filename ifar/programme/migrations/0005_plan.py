from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programme", "0004_triggers_of_the_committee")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="plan",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("plan", ""), _negated=True), models.Q(("state", "cancelled"), _negated=True)
                ),
                fields=("plan",),
                name="programme_project_plan",
            ),
        ),
    ]
