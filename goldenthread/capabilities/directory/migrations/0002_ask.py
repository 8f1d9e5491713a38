from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial"), ("directory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                (
                    "promise",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        primary_key=True,
                        related_name="ask",
                        serialize=False,
                        to="core.promise",
                    ),
                ),
                ("words", models.TextField()),
                ("language", models.CharField(default="en", max_length=12)),
                ("answer_by", models.DateField()),
                ("kept_until", models.DateField(db_index=True)),
                ("guest", models.BooleanField(default=False)),
                (
                    "answered_in",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=models.PROTECT, related_name="+", to="core.changeset"
                    ),
                ),
            ],
        ),
    ]
