from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

MARKED = ("topic", "post", "guide", "collection", "practice", "gap", "assistance", "course")
# The triggers that look at the column that goes; they come back with the statements of the file.
GO = """
DROP TRIGGER moves_again ON community_post;
DROP TRIGGER moves ON community_topic;
DROP TRIGGER mark_keep ON community_revision;
""" + "".join(f"DROP TRIGGER mark_keep ON community_{name};\n" for name in MARKED)
LISTED = django.contrib.postgres.fields.ArrayField(
    base_field=models.CharField(max_length=14), db_default=[], default=list, size=None
)


class Migration(migrations.Migration):
    dependencies = [("community", "0052_erasing_acts")]

    operations = [
        migrations.RunSQL(GO, migrations.RunSQL.noop),
        *(migrations.AddField(name, "organisations", LISTED) for name in (*MARKED, "revision")),
        *(migrations.RemoveConstraint(name, f"community_{name}_named") for name in MARKED),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
        *(
            migrations.AddConstraint(
                name,
                models.CheckConstraint(
                    condition=models.Q(tlp=4, organisations=[])
                    | models.Q(tlp__in=(2, 3))
                    | models.Q(recipients=[], organisations=[]),
                    name=f"community_{name}_named",
                ),
            )
            for name in MARKED
        ),
        *(migrations.RemoveField(name, "organisation") for name in (*MARKED, "revision", "lowering")),
    ]
