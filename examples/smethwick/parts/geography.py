"""Real geography, typed in with its source: postcodes, census areas, wards, streets and buildings.

Only the rooms and the growing beds at the end are invented, and they say so.
"""

GEO_SOURCE = "Contains OS data © Crown copyright and database right 2025; ONS; MHCLG (OGL v3)"
POSTCODE_CENTRE = f"Address as published; position is the centre of the postcode, not the door. {GEO_SOURCE}"
NEAR_POSTCODE = f"Approximate: postcode and position are those of a postcode nearby. {GEO_SOURCE}"
WARD_SOURCE = f"Ward 2024; position is the middle of the ward. {GEO_SOURCE}"
NAME_ONLY = "A name on any street map; no position given"
INVENTED = "Invented for the demonstration"

# Postcode, latitude, longitude (WGS84), ward, census area (LSOA 2021).
# OS Code-Point Open, 2025.4.0; each row has Ordnance Survey's best positional quality, 10.
POSTCODES = (
    ("B18 4JA", 52.489102, -1.946747, "E05001278", "E01033890"),
    ("B66 1AR", 52.506524, -1.972494, "E05001276", "E01010047"),
    ("B66 1BA", 52.500410, -1.969463, "E05001276", "E01010046"),
    ("B66 1GY", 52.503727, -1.967929, "E05001276", "E01010052"),
    ("B66 1TB", 52.503111, -1.988686, "E05001276", "E01010053"),
    ("B66 1TH", 52.502688, -1.984591, "E05001276", "E01010053"),
    ("B66 2EJ", 52.499600, -1.965545, "E05001276", "E01010046"),
    ("B66 2QT", 52.491243, -1.949852, "E05001278", "E01033890"),
    ("B66 3AJ", 52.494675, -1.970056, "E05001277", "E01010054"),
    ("B66 3AS", 52.495402, -1.966948, "E05001278", "E01010062"),
    ("B66 3DU", 52.494995, -1.958317, "E05001278", "E01010062"),
    ("B66 3EN", 52.487678, -1.959620, "E05001278", "E01010061"),
    ("B66 3HT", 52.492820, -1.960646, "E05001278", "E01010064"),
    ("B66 3NU", 52.490323, -1.967703, "E05001278", "E01010057"),
    ("B66 3QL", 52.493288, -1.962487, "E05001278", "E01010064"),
    ("B66 3SL", 52.489213, -1.953109, "E05001278", "E01033892"),
    ("B66 3TN", 52.492010, -1.955684, "E05001278", "E01033891"),
    ("B66 4BX", 52.476237, -1.969995, "E05001260", "E01009927"),
    ("B66 4DP", 52.481145, -1.969138, "E05001260", "E01009921"),
    ("B66 4JW", 52.486411, -1.961830, "E05001278", "E01010059"),
    ("B66 4TD", 52.485994, -1.952391, "E05001278", "E01033893"),
    ("B67 5AY", 52.476417, -1.971659, "E05001260", "E01009921"),
    ("B67 5DD", 52.473135, -1.969776, "E05001260", "E01009927"),
    ("B67 5DP", 52.472146, -1.970925, "E05001260", "E01009927"),
    ("B67 5DT", 52.473639, -1.973766, "E05001260", "E01009924"),
    ("B67 5EZ", 52.466638, -1.980732, "E05001260", "E01009925"),
    ("B67 5LP", 52.476922, -1.979432, "E05001260", "E01009922"),
    ("B67 5NG", 52.475440, -1.986617, "E05001260", "E01009923"),
    ("B67 5QY", 52.479735, -1.975691, "E05001260", "E01009926"),
    ("B67 5RJ", 52.481596, -1.976559, "E05001260", "E01009928"),
    ("B67 5RP", 52.480589, -1.975587, "E05001260", "E01009928"),
    ("B67 6AZ", 52.489461, -1.972313, "E05001277", "E01010055"),
    ("B67 6BD", 52.487475, -1.974082, "E05001277", "E01010058"),
    ("B67 6EH", 52.486774, -1.973832, "E05001277", "E01010058"),
    ("B67 6HB", 52.485901, -1.968987, "E05001278", "E01010060"),
    ("B67 6PU", 52.487100, -1.990134, "E05001277", "E01009944"),
    ("B67 6RQ", 52.485661, -1.984435, "E05001277", "E01009943"),
    ("B67 6RZ", 52.488204, -1.978367, "E05001277", "E01010056"),
    ("B67 7AP", 52.493661, -1.976464, "E05001277", "E01010054"),
    ("B67 7HU", 52.489761, -1.987895, "E05001277", "E01010051"),
    ("B67 7JH", 52.496818, -1.988202, "E05001276", "E01010047"),
    ("B67 7JR", 52.495217, -1.981339, "E05001276", "E01010050"),
    ("B67 7NL", 52.496781, -1.981146, "E05001276", "E01010048"),
    ("B67 7NY", 52.498786, -1.980763, "E05001276", "E01010048"),
    ("B67 7QL", 52.495962, -1.974960, "E05001277", "E01010049"),
    ("B68 0BA", 52.467448, -2.000368, "E05001272", "E01010023"),
    ("B68 8HT", 52.491164, -2.000266, "E05001276", "E01010021"),
    ("B68 8NZ", 52.482577, -2.014033, "E05001270", "E01010006"),
    ("B68 8QA", 52.490076, -2.002902, "E05001262", "E01010005"),
    ("B68 9JN", 52.471790, -1.990314, "E05001272", "E01010027"),
    ("B68 9QF", 52.487936, -1.997040, "E05001262", "E01009941"),
    ("B68 9SB", 52.493177, -1.992710, "E05001276", "E01010020"),
    ("B68 9UH", 52.497421, -1.996583, "E05001276", "E01010019"),
)

# Census area (LSOA 2021), its name, its decile in the Index of Multiple Deprivation 2025:
# 1 is among the most deprived tenth of England. The figure is about an area, never about a person.
AREAS = (
    ("E01009921", "Sandwell 034A", 3),
    ("E01009922", "Sandwell 034B", 4),
    ("E01009923", "Sandwell 036A", 6),
    ("E01009924", "Sandwell 034C", 7),
    ("E01009925", "Sandwell 034D", 8),
    ("E01009926", "Sandwell 034E", 4),
    ("E01009927", "Sandwell 034F", 3),
    ("E01009928", "Sandwell 034G", 2),
    ("E01009941", "Sandwell 032D", 4),
    ("E01009943", "Sandwell 031B", 2),
    ("E01009944", "Sandwell 031C", 2),
    ("E01010005", "Sandwell 030D", 3),
    ("E01010006", "Sandwell 030E", 5),
    ("E01010019", "Sandwell 024B", 1),
    ("E01010020", "Sandwell 024C", 3),
    ("E01010021", "Sandwell 024D", 2),
    ("E01010023", "Sandwell 037C", 6),
    ("E01010027", "Sandwell 036D", 6),
    ("E01010046", "Sandwell 023A", 2),
    ("E01010047", "Sandwell 023B", 2),
    ("E01010048", "Sandwell 023C", 2),
    ("E01010049", "Sandwell 023D", 2),
    ("E01010050", "Sandwell 023E", 3),
    ("E01010051", "Sandwell 031D", 2),
    ("E01010052", "Sandwell 023F", 1),
    ("E01010053", "Sandwell 023G", 1),
    ("E01010054", "Sandwell 028A", 1),
    ("E01010055", "Sandwell 028B", 2),
    ("E01010056", "Sandwell 028C", 2),
    ("E01010057", "Sandwell 028D", 2),
    ("E01010058", "Sandwell 031E", 2),
    ("E01010059", "Sandwell 041D", 2),
    ("E01010060", "Sandwell 028E", 1),
    ("E01010061", "Sandwell 041B", 1),
    ("E01010062", "Sandwell 040A", 2),
    ("E01010064", "Sandwell 040D", 2),
    ("E01033890", "Sandwell 040B", 1),
    ("E01033891", "Sandwell 040C", 1),
    ("E01033892", "Sandwell 041A", 2),
    ("E01033893", "Sandwell 041C", 4),
)

PLACE_COLUMNS = (
    "ref", "name", "kind", "part of", "postcode", "latitude", "longitude", "ons code", "source",
)  # fmt: skip

_AREAS_AROUND = (
    ("sandwell", "Sandwell", "area", "", "", "", "", "E08000028", GEO_SOURCE),
    ("smethwick", "Smethwick", "area", "sandwell", "", "", "", "", "The town: the four wards usually counted as it"),
    ("ward-abbey", "Abbey ward", "area", "smethwick", "", "52.47517", "-1.97794", "E05001260", WARD_SOURCE),
    ("ward-smethwick", "Smethwick ward", "area", "smethwick", "", "52.48887", "-1.98022", "E05001277", WARD_SOURCE),
    ("ward-soho-and-victoria", "Soho and Victoria ward", "area", "smethwick",
     "", "52.49219", "-1.95717", "E05001278", WARD_SOURCE),
    ("ward-st-pauls", "St Pauls ward", "area", "smethwick", "", "52.50044", "-1.98570", "E05001276", WARD_SOURCE),
    ("ward-bristnall", "Bristnall ward", "area", "sandwell", "", "", "", "E05001262", GEO_SOURCE),
    ("ward-langley", "Langley ward", "area", "sandwell", "", "", "", "E05001270", GEO_SOURCE),
    ("ward-old-warley", "Old Warley ward", "area", "sandwell", "", "", "", "E05001272", GEO_SOURCE),
)  # fmt: skip

NEIGHBOURHOODS = {
    "bearwood": "Bearwood",
    "cape-hill": "Cape Hill",
    "londonderry": "Londonderry",
    "north-smethwick": "North Smethwick",
    "uplands": "Uplands",
    "west-smethwick": "West Smethwick",
}

_STREETS = (
    "Adkins Lane", "Bearwood Road", "Brasshouse Lane", "Church Road", "Grove Lane", "High Street",
    "Rolfe Street", "St Albans Road", "Thimblemill Road", "Waterloo Road", "Windmill Lane",
)  # fmt: skip

_BUILDINGS = (
    ("brasshouse", "Brasshouse", "north-smethwick", "B66 1BA", POSTCODE_CENTRE),
    ("st-albans", "St Albans Community Centre", "west-smethwick", "B67 7NL", POSTCODE_CENTRE),
    ("holy-trinity", "ChangeSpaces, Holy Trinity Church", "smethwick", "B66 3AJ", NEAR_POSTCODE),
    ("dorothy-parkes", "Dorothy Parkes Centre", "uplands", "B67 6EH", POSTCODE_CENTRE),
    ("thimblemill", "Thimblemill Library", "smethwick", "B67 5RJ", POSTCODE_CENTRE),
    ("st-marys", "Bearwood Community Hub, St Mary's Church", "bearwood", "B66 4BX", NEAR_POSTCODE),
    ("lightwoods", "Lightwoods House", "bearwood", "B67 5DP", POSTCODE_CENTRE),
    ("midland-met", "Midland Metropolitan University Hospital", "smethwick", "B66 2QT", NEAR_POSTCODE),
)

_ROOMS = (
    ("brasshouse-hall", "Large hall", "brasshouse"),
    ("brasshouse-beds", "Growing beds", "brasshouse"),
    ("st-albans-hall", "Main hall", "st-albans"),
    ("st-albans-meeting", "Meeting room", "st-albans"),
    ("holy-trinity-hall", "Common room", "holy-trinity"),
    ("dorothy-parkes-hall", "Dining hall", "dorothy-parkes"),
    ("dorothy-parkes-studio", "Studio", "dorothy-parkes"),
    ("thimblemill-room", "Story room", "thimblemill"),
    ("st-marys-hall", "Hall", "st-marys"),
    ("lightwoods-room", "Garden room", "lightwoods"),
)


def places() -> list[tuple[str, ...]]:
    """Rows of places.csv, outer places before the places within them."""
    centre = {code: (f"{lat:.6f}", f"{lon:.6f}") for code, lat, lon, _, _ in POSTCODES}
    rows: list[tuple[str, ...]] = list(_AREAS_AROUND)
    rows += [(ref, name, "neighbourhood", "smethwick", "", "", "", "", NAME_ONLY)
             for ref, name in NEIGHBOURHOODS.items()]  # fmt: skip
    rows += [(f"street-{name.lower().replace(' ', '-')}", name, "street", "smethwick", "", "", "", "", NAME_ONLY)
             for name in _STREETS]  # fmt: skip
    rows += [(ref, name, "building", within, code, *centre[code], "", source)
             for ref, name, within, code, source in _BUILDINGS]  # fmt: skip
    names = {ref: name for ref, name, *_ in _BUILDINGS}
    for ref, name, within in _ROOMS:
        kind = "plot" if ref.endswith("-beds") else "room"
        rows.append((ref, f"{name}, {names[within]}", kind, within, "", "", "", "", INVENTED))
    return rows


def areas() -> dict[str, object]:
    """The census areas as a FeatureCollection without outlines: codes, names and deciles only."""
    return {
        "type": "FeatureCollection",
        "source": f"Index of Multiple Deprivation 2025. {GEO_SOURCE}",
        "features": [
            {
                "type": "Feature",
                "geometry": None,
                "properties": {"lsoa21_code": code, "lsoa21_name": name, "IMD_decile": decile, "IMD_year": 2025,
                               "source": f"Index of Multiple Deprivation 2025. {GEO_SOURCE}"},
            }
            for code, name, decile in AREAS
        ],
    }  # fmt: skip
