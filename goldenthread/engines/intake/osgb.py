"""From British National Grid eastings and northings to latitude and longitude (WGS84).

Formulas and constants: Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes
B (Transverse Mercator back to latitude and longitude, Airy 1830) and section 6.6 (the Helmert
transformation, used here the other way round: OSGB36 to WGS84). Accurate to about 5 metres
anywhere in Great Britain, which the guide states; a postcode is the middle of some fifteen doors.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_AIRY = (6_377_563.396, 6_356_256.909)  # metres: half the longer and the shorter axis
_WGS84 = (6_378_137.0, 6_356_752.3142)
_SCALE = 0.9996012717
_LAT0, _LON0 = np.radians(49.0), np.radians(-2.0)
_NORTH0, _EAST0 = -100_000.0, 400_000.0
_SHIFT = (446.448, -125.157, 542.060)  # metres
_TURN = tuple(np.radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_GROW = -20.4894e-6


def to_wgs84(east: Floats, north: Floats) -> tuple[Floats, Floats]:
    """Return latitudes and longitudes in degrees for arrays of eastings and northings in metres."""
    lat, lon = _to_airy(east, north)
    x, y, z = _to_cartesian(lat, lon, _AIRY)
    rx, ry, rz = _TURN
    grown = 1 + _GROW
    moved = (
        _SHIFT[0] + grown * x - rz * y + ry * z,
        _SHIFT[1] + rz * x + grown * y - rx * z,
        _SHIFT[2] - ry * x + rx * y + grown * z,
    )
    lat, lon = _from_cartesian(*moved, _WGS84)
    return np.degrees(lat), np.degrees(lon)


def _meridian(lat: Floats, b: float, n: float) -> Floats:
    """The length of the meridian from the true origin, in metres."""
    minus, plus = lat - _LAT0, lat + _LAT0
    return np.asarray(
        b * _SCALE * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * minus
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(minus) * np.cos(plus)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * minus) * np.cos(2 * plus)
            - 35 / 24 * n**3 * np.sin(3 * minus) * np.cos(3 * plus)
        )
    )  # fmt: skip


def _to_airy(east: Floats, north: Floats) -> tuple[Floats, Floats]:
    a, b = _AIRY
    e2, n = 1 - (b / a) ** 2, (a - b) / (a + b)
    lat = (north - _NORTH0) / (a * _SCALE) + _LAT0
    for _ in range(10):  # converges to a hundredth of a millimetre in about five rounds
        lat = lat + (north - _NORTH0 - _meridian(lat, b, n)) / (a * _SCALE)
    nu = a * _SCALE / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    rho = a * _SCALE * (1 - e2) / (1 - e2 * np.sin(lat) ** 2) ** 1.5
    eta2, tan, sec = nu / rho - 1, np.tan(lat), 1 / np.cos(lat)
    d = east - _EAST0
    vii = tan / (2 * rho * nu)
    viii = tan / (24 * rho * nu**3) * (5 + 3 * tan**2 + eta2 - 9 * tan**2 * eta2)
    ix = tan / (720 * rho * nu**5) * (61 + 90 * tan**2 + 45 * tan**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * tan**2)
    xii = sec / (120 * nu**5) * (5 + 28 * tan**2 + 24 * tan**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * tan**2 + 1320 * tan**4 + 720 * tan**6)
    return lat - vii * d**2 + viii * d**4 - ix * d**6, _LON0 + x * d - xi * d**3 + xii * d**5 - xiia * d**7


def _to_cartesian(lat: Floats, lon: Floats, ellipsoid: tuple[float, float]) -> tuple[Floats, Floats, Floats]:
    a, b = ellipsoid
    e2 = 1 - (b / a) ** 2
    nu = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    return nu * np.cos(lat) * np.cos(lon), nu * np.cos(lat) * np.sin(lon), (1 - e2) * nu * np.sin(lat)


def _from_cartesian(x: Floats, y: Floats, z: Floats, ellipsoid: tuple[float, float]) -> tuple[Floats, Floats]:
    a, b = ellipsoid
    e2 = 1 - (b / a) ** 2
    p = np.hypot(x, y)
    lat = np.arctan2(z, p * (1 - e2))
    for _ in range(6):
        nu = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
        lat = np.arctan2(z + e2 * nu * np.sin(lat), p)
    return lat, np.arctan2(y, x)
