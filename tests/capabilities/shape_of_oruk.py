"""What Open Referral UK 3.0 asks of each object, in a table of our own: required fields, types, code lists, forms.

The official schemas are read too, where GOLDENTHREAD_DATA has them; this stands beside them so that the shape is
held to on every machine.
"""

import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

FORMS: dict[str, dict[str, str]] = {
    "api_details": {"version": "text!", "profile": "uri!", "openapi_url": "uri!"},
    "organizations": {
        "id": "uuid!", "name": "text!", "description": "text!", "website": "uri",
        "organization_identifiers": "[identifier", "services": "[services",
    },
    "services": {
        "id": "uuid!", "name": "text!", "description": "text", "url": "uri", "email": "text", "status": "status!",
        "fees": "text", "minimum_age": "number", "maximum_age": "number", "last_modified": "instant",
        "schedules": "[schedule", "service_areas": "[thing", "languages": "[thing", "cost_options": "[cost",
        "attributes": "[attribute", "service_at_locations": "[service_at_locations", "organization": "{organizations",
    },
    "service_at_locations": {"id": "uuid!", "location": "{location", "service": "{services"},
    "location": {
        "id": "uuid!", "location_type": "physical!", "name": "text", "latitude": "number", "longitude": "number",
        "addresses": "[address", "accessibility": "[thing",
    },
    "address": {
        "id": "uuid!", "address_1": "text!", "city": "text!", "state_province": "text!", "postal_code": "text!",
        "country": "text!", "address_type": "physical!",
    },
    "taxonomies": {"id": "uuid!", "name": "text!", "description": "text!", "taxonomy_terms": "[taxonomy_terms"},
    "taxonomy_terms": {
        "id": "uuid!", "name": "text!", "description": "text!", "parent_id": "uuid", "taxonomy_id": "uuid",
        "term_uri": "uri",
    },
    "identifier": {"id": "uuid!", "identifier_type": "text!", "identifier": "text!"},
    "schedule": {"id": "uuid!", "freq": "freq", "interval": "number", "schedule_link": "uri"},
    "cost": {"id": "uuid!", "amount": "number"},
    "attribute": {"id": "uuid!", "taxonomy_term": "{taxonomy_terms"},
    "thing": {"id": "uuid!"},
}  # fmt: skip
CODES = {
    "status": ("active", "inactive", "defunct", "temporarily closed"), "physical": ("physical", "postal", "virtual"),
    "freq": ("WEEKLY", "MONTHLY"),
}  # fmt: skip


def wrong_with(name: str, said: Any, at: str = "") -> list[str]:
    """Everything that is wrong with an object; nothing, when it holds to the table."""
    if not isinstance(said, dict):
        return [f"{at}: not an object"]
    wrong = []
    for field, form in FORMS[name.removesuffix("_list")].items():
        here = f"{at}/{field}"
        if field not in said:
            wrong += [f"{here}: missing"] if form.endswith("!") else []
        else:
            wrong += _wrong(said[field], form.rstrip("!"), here)
    return wrong


def _wrong(value: Any, form: str, at: str) -> list[str]:
    if form[0] == "[":
        if not isinstance(value, list) or not value:
            return [f"{at}: not a list with something in it"]
        return [fault for n, each in enumerate(value) for fault in wrong_with(form[1:], each, f"{at}/{n}")]
    if form[0] == "{":
        return wrong_with(form[1:], value, at)
    return [] if _fits(value, form) else [f"{at}: {value!r} is no {form}"]


def _fits(value: Any, form: str) -> bool:
    if form == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) or not value:
        return False
    if form == "uuid":
        return str(UUID(value)) == value
    if form == "uri":
        return bool(urlsplit(value).scheme and urlsplit(value).netloc)
    return value in CODES[form] if form in CODES else True


# ---- The official schemas: they use type, required, enum, format, properties and items, and nothing else ----

_TYPES = {"string": str, "array": list, "object": dict, "number": (int, float), "integer": int, "boolean": bool}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def wrong_by(schema: dict[str, Any], value: Any, at: str = "") -> list[str]:
    """Everything in a value that an official schema does not allow."""
    kind = schema.get("type", "object")
    if not isinstance(value, _TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return [f"{at}: {value!r} is no {kind}"]
    wrong = [f"{at}: {value!r} is not allowed"] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, str) and not _has_format(value, schema.get("format", "")):
        wrong.append(f"{at}: {value!r} is no {schema['format']}")
    if isinstance(value, dict):
        wrong += [f"{at}/{name}: missing" for name in schema.get("required", ()) if name not in value]
        inner = schema.get("properties", {})
        return wrong + [f for name in inner.keys() & value.keys() for f in wrong_by(inner[name], value[name], name)]
    if isinstance(value, list):
        return wrong + [f for n, each in enumerate(value) for f in wrong_by(schema["items"], each, f"{at}/{n}")]
    return wrong


def _has_format(value: str, form: str) -> bool:
    if form == "uuid":
        return str(UUID(value)) == value
    if form == "uri":
        return bool(urlsplit(value).scheme)
    if form == "email":
        return bool(_EMAIL.fullmatch(value))
    if form == "date-time":
        return datetime.fromisoformat(value).tzinfo is not None
    assert form in ("", "date", "time"), form
    return True
