"""What the feed can be asked, as an OpenAPI document: the addresses, the parameters and the shape of the answers."""

from __future__ import annotations

from typing import Any

from goldenthread.capabilities.directory.oruk.asked import MOST_PER_PAGE, NEAR, PER_PAGE
from goldenthread.engines.oruk_feed import STATUSES, VERSION

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
UUID: Schema = {"type": "string", "format": "uuid"}
NUMBER: Schema = {"type": "number"}
YES: Schema = {"type": "boolean"}
URI: Schema = {"type": "string", "format": "uri"}
LIST: Schema = {"type": "array", "items": {"type": "object"}}


def _object(required: str, **properties: Schema) -> Schema:
    return {"type": "object", "required": required.split(), "properties": properties}


def _list_of(name: str) -> Schema:
    return {"type": "array", "items": _see(name)}


def _see(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


ORGANIZATION = _object(
    "id name description", id=UUID, name=TEXT, description=TEXT, website=URI, organization_identifiers=LIST,
    services=_list_of("service"),
)  # fmt: skip
SERVICE = _object(
    "id name status", id=UUID, name=TEXT, description=TEXT, url=URI, email={"type": "string", "format": "email"},
    status={"enum": list(STATUSES)}, fees=TEXT, accreditations=TEXT, minimum_age=NUMBER, maximum_age=NUMBER,
    eligibility_description=TEXT, alert=TEXT, assured_date=TEXT,
    last_modified={"type": "string", "format": "date-time"}, modified_date=TEXT, organization=_see("organization"),
    schedules=LIST, service_areas=LIST, languages=LIST, cost_options=LIST, attributes=LIST,
    service_at_locations=_list_of("service_at_location"),
)  # fmt: skip
LOCATION = _object(
    "id location_type", id=UUID, location_type={"enum": ["physical", "postal", "virtual"]}, name=TEXT,
    latitude=NUMBER, longitude=NUMBER, external_identifier=TEXT, external_identifier_type=TEXT, addresses=LIST,
    accessibility=LIST,
)  # fmt: skip
TERM = _object(
    "id name description", id=UUID, name=TEXT, description=TEXT, parent_id=UUID, taxonomy=TEXT, taxonomy_id=UUID,
    term_uri=URI,
)  # fmt: skip
SCHEMAS: dict[str, Schema] = {
    "about": _object("version profile openapi_url", version=TEXT, profile=URI, openapi_url=URI),
    "service": SERVICE,
    "organization": ORGANIZATION,
    "location": LOCATION,
    "service_at_location": _object("id", id=UUID, location=_see("location"), service=_see("service")),
    "taxonomy": _object(
        "id name description", id=UUID, name=TEXT, description=TEXT, taxonomy_terms=_list_of("taxonomy_term")
    ),
    "taxonomy_term": TERM,
    "fault": _object("error", error={"type": "string", "description": "What is wrong and what to do, in a sentence."}),
}

PARAMETERS: dict[str, tuple[Schema, str]] = {
    "search": (TEXT, "Words that all have to be in the name, the description or the name of the organisation."),
    "page": ({"type": "integer", "minimum": 1, "default": 1}, "Which page, counted from 1."),
    "per_page": ({"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE, "default": PER_PAGE},
                 "How many on a page. With minimal=true up to 10,000."),
    "format": ({"enum": ["json"]}, "Always json."),
    "taxonomy_term_id": (UUID, "Only services marked with this term."),
    "taxonomy_id": (UUID, "Only what belongs to this taxonomy."),
    "organization_id": (UUID, "Only services of this organisation."),
    "modified_after": ({"type": "string"}, "Only what was changed here at this time or later: a day, or an instant."),
    "minimum_age": ({"type": "integer", "minimum": 0}, "Only services for somebody of this age or older."),
    "maximum_age": ({"type": "integer", "minimum": 0}, "Only services for somebody of this age or younger."),
    "day": ({"type": "string"}, "Only services open on this day: MO, TU, WE, TH, FR, SA, SU, or its name."),
    "start_time": (TEXT, "Only services still open after this time of day, like 09:30."),
    "end_time": (TEXT, "Only services that open before this time of day."),
    "postcode": (TEXT, f"Only near this postcode: within `proximity`, or {NEAR:,} metres."),
    "proximity": ({"type": "string"}, "Metres from the postcode, in a straight line."),
    "minimal": (YES, "Only id, name, status and modified_date."),
    "full": (YES, "Everything that hangs on each."),
    "full_service": (YES, "The services of an organisation, whole."),
    "top_only": (YES, "Only terms that have no broader one."),
    "parent_id": (UUID, "Only the terms directly under this one."),
}  # fmt: skip
PAGING = "search page per_page format"
FILTERS = (
    "taxonomy_term_id taxonomy_id organization_id modified_after minimum_age maximum_age day start_time end_time "
    "postcode proximity full"
)
ASKED = {
    "services": f"{PAGING} {FILTERS} minimal",
    "organizations": f"{PAGING} full full_service",
    "service_at_locations": f"{PAGING} {FILTERS}",
    "taxonomies": PAGING,
    "taxonomy_terms": f"{PAGING} taxonomy_id top_only parent_id",
}
ONE = {
    "services": "service", "organizations": "organization", "service_at_locations": "service_at_location",
    "taxonomies": "taxonomy", "taxonomy_terms": "taxonomy_term",
}  # fmt: skip


def document(address: str, name: str) -> dict[str, Any]:
    """The document, for a feed at `address` published by `name`."""
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{name}: Open Referral UK", "version": VERSION,
                 "description": "Groups, organisations and what they offer. Anybody may read it, without a key."},
        "servers": [{"url": address.rstrip("/")}],
        "paths": {
            "/": _get("What this feed is.", _see("about"), ""),
            **{path: spec for name in ASKED for path, spec in _paths(name).items()},
        },
        "components": {
            "schemas": SCHEMAS,
            "parameters": {
                name: {"name": name, "in": "query", "required": False, "schema": schema, "description": words}
                for name, (schema, words) in PARAMETERS.items()
            },
        },
    }  # fmt: skip


def _paths(name: str) -> dict[str, Any]:
    one = ONE[name]
    several = _get(f"A page of {name}.", _envelope(one), ASKED[name])
    single = _get(f"One {one}, whole.", _see(one), "full_service" if one == "organization" else "", missing=True)
    known_by = {"name": "id", "in": "path", "required": True, "schema": UUID}
    return {f"/{name}": several, f"/{name}/{{id}}": {"parameters": [known_by], **single}}


def _get(words: str, schema: Schema, asked: str, *, missing: bool = False) -> dict[str, Any]:
    answers = {"200": _answer(words, schema), "400": _answer("The question cannot be read.", _see("fault"))}
    if missing:
        answers["404"] = _answer("There is nothing with this id.", _see("fault"))
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in asked.split()]
    return {"get": {"summary": words, "parameters": parameters, "responses": answers}}


def _answer(words: str, schema: Schema) -> dict[str, Any]:
    return {"description": words, "content": {"application/json": {"schema": schema}}}


def _envelope(one: str) -> Schema:
    whole, yes = {"type": "integer", "minimum": 0}, YES
    return _object(
        "total_items total_pages page_number size first_page last_page empty contents",
        total_items=whole, total_pages=whole, page_number={"type": "integer", "minimum": 1}, size=whole,
        first_page=yes, last_page=yes, empty=yes, contents=_list_of(one),
    )  # fmt: skip
