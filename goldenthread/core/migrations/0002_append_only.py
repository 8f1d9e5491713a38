"""Entries and seals can be added to, never changed: the database says so, not only the code."""

from django.db import migrations

from goldenthread.core.database import make_append_only, make_changeable


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(make_append_only, make_changeable)]
