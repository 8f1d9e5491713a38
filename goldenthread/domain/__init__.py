"""The vocabulary as frozen values. Knows no database, no screen and no clock."""
