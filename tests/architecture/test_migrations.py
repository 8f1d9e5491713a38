"""The tables in the database are those in the code."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_migrations_are_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        call_command("makemigrations", "--check", "--dry-run", skip_checks=True)
    except SystemExit:
        pytest.fail(
            f"Models changed without a migration; run `goldenthread manage makemigrations`:\n{capsys.readouterr().out}"
        )
