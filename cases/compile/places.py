"""Places (all ISO 3166 countries and territories, and Kosovo) with governance, and blocs of places.

governance = 2 * (2.5 - mean of the six Worldwide Governance Indicators of 2023): 0 is best, 10 worst;
political_stability is one of the six, on their own scale of about -2.5 to 2.5.
A place for which not all six are published keeps it empty: an average of fewer is another index.
"""

import csv
import pathlib

from compile import hand_typed

WGI_YEAR = "2023"
WGI_DIMENSIONS = ("va", "pv", "ge", "rq", "rl", "cc")

# The indicator file uses codes that ISO 3166 has given up, and the World Bank's own.
WGI_TO_ISO = {"ADO": "AND", "KSV": "XKX", "ROM": "ROU", "TMP": "TLS", "WBG": "PSE", "ZAR": "COD"}

# The centroid file has several rows for these: the row that stands for the whole is named.
CENTROID_ROW = {"BQ": "Bonaire", "ES": "Spain", "TF": "French Southern Territories"}

# Display names that are too short to be understood, or that differ from common English use.
NAMES = {
    "ATA": "Antarctica",
    "BIH": "Bosnia and Herzegovina",
    "CIV": "Côte d'Ivoire",
    "COD": "DR Congo",
    "COG": "Republic of the Congo",
    "GBR": "United Kingdom",
    "UMI": "US Minor Outlying Islands",
    "USA": "United States",
    "VIR": "US Virgin Islands",
}


def _rows(path: pathlib.Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _governance(data: pathlib.Path) -> dict[str, dict]:
    result = {}
    for row in _rows(data / "wgi" / "wgi_six_dimensions_long.csv"):
        if row["year"] != WGI_YEAR or any(row[d] == "" for d in WGI_DIMENSIONS):
            continue
        mean = sum(float(row[d]) for d in WGI_DIMENSIONS) / len(WGI_DIMENSIONS)
        place = WGI_TO_ISO.get(row["iso3"], row["iso3"])
        result[place] = {"governance": round(2 * (2.5 - mean), 4),
                         "political_stability": round(float(row["pv"]), 4)}
    return result


def _centroids(data: pathlib.Path) -> dict[str, dict]:
    result = {}
    for row in _rows(data / "geo" / "countries.csv"):
        code = row["ISO"]
        if code in CENTROID_ROW and row["COUNTRY"] != CENTROID_ROW[code]:
            continue
        result[code] = {"lat": round(float(row["latitude"]), 4), "lon": round(float(row["longitude"]), 4)}
    return result


def _name(row: dict) -> str:
    name = NAMES.get(row["ISO3166-1-Alpha-3"], row["CLDR display name"])
    return name.replace(" & ", " and ").replace("St. ", "Saint ").replace("\u2019", "'")


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    typed = hand_typed(pathlib.Path(__file__).with_suffix(""))
    governance = _governance(data)
    centroids = _centroids(data)
    # Places the centroid file leaves out are typed; a typed row also carries what else is needed.
    extra = {row["place"]: row for row in typed.pop("places")}

    places = []
    for row in _rows(data / "geo" / "country-codes.csv"):
        place = row["ISO3166-1-Alpha-3"]
        places.append({
            "place": place,
            "name": _name(row),
            "region": row["Sub-region Name"] or row["CLDR display name"],
            **centroids.get(row["ISO3166-1-Alpha-2"], {}),
        })
    known = {row["place"]: row for row in places}
    for place, row in extra.items():
        if place in known:
            known[place].update(row)
        else:
            places.append(dict(row))
    for row in places:
        indicators = governance.pop(row["place"], None)
        if indicators:
            row.update(indicators, year=WGI_YEAR, source="wgi-2023")
        elif "source" not in row:
            row.update(source="geo-codes", note="not all six governance indicators are published")
    if governance:
        raise ValueError(f"governance for places without a code: {sorted(governance)}")
    return {"places": places, **typed}
