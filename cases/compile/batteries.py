"""Batteries: from refined minerals through chemicals, components, cells and packs to cars and storage.

Hand-typed tables hold shares and recipes; the sites of North America come from the public compilation of
investments announced around the Inflation Reduction Act.
"""

import csv
import pathlib
import re
import unicodedata

from compile import hand_typed

INVESTMENTS = "battery_na/SI. IRA Incentives - S9. Post-IRA EV Supply Chain Investments.csv"

PLACES = {"United States": "USA", "Canada": "CAN", "Mexico": "MEX"}

# Where the compilation itself says what is made.
STAGES = {
    "Batteries: Cells": "battery-cells",
    "Batteries: Cells; Batteries: Packs": "battery-cells",
    "Batteries: Packs": "battery-packs",
    "Electric Vehicles: Assembly": "electric-vehicles",
}

# It gives materials and components as one heading; what these makers make there is public. The key is the
# beginning of the company's name, and where one company makes several things, of its city.
MATERIALS = {
    ("6K Energy", "Jackson"): "cathode-nmc",
    ("Albemarle", "Kings Mountain"): "lithium-mined",
    ("Albemarle", "Magnolia"): "lithium-mined",
    ("Albemarle", "Richburg"): "lithium-refined",
    ("American Battery Technology", "Tonopah"): "lithium-mined",
    ("American Energy Technologies", ""): "graphite-spherical",
    ("Anovion", ""): "graphite-synthetic",
    ("Anson Resources", ""): "lithium-mined",
    ("Asahi Kasei", ""): "separator",
    ("Ascend Elements", "Hopkinsville"): "cathode-precursor",
    ("Aurubis", ""): "copper-refined",
    ("Celgard", ""): "separator",
    ("Century Lithium", ""): "lithium-mined",
    ("Controlled Thermal Resources", ""): "lithium-mined",
    ("Denkai America", ""): "copper-foil-battery",
    ("Dongwha Electrolyte", ""): "electrolyte",
    ("Dow Chemical", ""): "carbonate-solvents",
    ("Duksan Electera", ""): "electrolyte",
    ("EcoPro", ""): "cathode-nmc",
    ("Element 25", ""): "manganese-sulfate",
    ("Enchem", ""): "electrolyte",
    ("Entek", ""): "separator",
    ("Epsilon Advanced Material", ""): "graphite-synthetic",
    ("Evelution Energy", ""): "cobalt-sulfate",
    ("ExxonMobil", "Walker Creek"): "lithium-mined",
    ("Ferroglobe", ""): "silicon-refined",
    ("Graphex", ""): "graphite-spherical",
    ("Graphite One", "Niles"): "graphite-synthetic",
    ("Green New Energy Materials", ""): "separator",
    ("ICL-IP", ""): "cathode-lfp",
    ("Koura", ""): "lithium-hexafluorophosphate",
    ("LG Chem", ""): "cathode-nmc",
    ("Lotte Aluminium", ""): "aluminium-foil-battery",
    ("Microporous", ""): "separator",
    ("Mitra Chem", ""): "cathode-lfp",
    ("Novonix", ""): "graphite-synthetic",
    ("Piedmont Lithium", "Etowah"): "lithium-refined",
    ("Semcorp", ""): "separator",
    ("Soulbrain", ""): "electrolyte",
    ("Standard Lithium", ""): "lithium-mined",
    ("Stardust Power", ""): "lithium-refined",
    ("Superior Graphite", ""): "anode-graphite",
    ("Syrah", ""): "anode-graphite",
    ("Tesla", "Robstown"): "lithium-refined",
    ("Ube", ""): "carbonate-solvents",
    ("Ultium CAM", ""): "cathode-nmc",
    ("Volta Energy", ""): "copper-foil-battery",
    ("Westwater", "Kellyton"): "graphite-spherical",
}

# Seats of makers whose seat is well known and is not in the country of the site; the others stay empty.
OWNERS = {
    "Asahi Kasei": "JPN", "Aurubis": "DEU", "BMW": "DEU", "Dongwha": "KOR", "Duksan": "KOR", "EcoPro": "KOR",
    "Element 25": "AUS", "Enchem": "KOR", "Epsilon": "IND", "Gotion": "CHN", "Honda": "JPN", "Hyundai": "KOR",
    "Kia": "KOR", "LG ": "KOR", "Lotte": "KOR", "Mercedes": "DEU", "Nissan": "JPN", "Northvolt": "SWE",
    "Novonix": "AUS", "Panasonic": "JPN", "Samsung": "KOR", "Semcorp": "CHN", "SK ": "KOR", "Soulbrain": "KOR",
    "Standard Lithium": "CAN", "Syrah": "AUS", "Toyota": "JPN", "Ube": "JPN", "Volkswagen": "DEU", "Volvo": "SWE",
}


def _product(row: dict) -> str | None:
    if row["product"] in STAGES:
        return STAGES[row["product"]]
    if not row["product"].startswith("Batteries"):
        return None
    for (company, city), product in MATERIALS.items():
        if row["company_name"].startswith(company) and row["city"].startswith(city):
            return product
    return None


def _kebab(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def _millions(row: dict) -> float:
    try:
        return float(row["reported_investment"].replace(",", ""))
    except ValueError:
        return 0.0


def _facilities(data: pathlib.Path) -> list[dict]:
    with (data / INVESTMENTS).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    result = {}
    for row in sorted(rows, key=lambda row: (row["company_name"], row["city"], row["product"], -_millions(row))):
        product = _product(row)
        if product is None or row["country"] not in PLACES:
            continue
        where = row["city"] or row["state"]
        if where in ("", "TBD"):
            continue
        site = f"na-{_kebab(row['company_name'])}-{_kebab(where)}-{product}"
        if site in result:
            continue  # the larger of two rows on one site
        after = row["timeline"].startswith("Post")
        millions = _millions(row)
        # Sites of before the act may be old plants or earlier announcements: the compilation does not say.
        when = "after August 2022" if after else "before August 2022, at work or announced"
        note = f"{millions:g} million USD announced" if millions > 0 else "no amount given"
        facility = {
            "site": site, "product": product, "place": PLACES[row["country"]],
            "organisation": row["company_name"].strip(),
            "status": "announced" if after else "listed",
            "source": "battery-na-2024", "note": f"{when}; {note}",
        }
        for name, place in OWNERS.items():
            if (row["company_name"] + " ").startswith(name):
                facility["owner_place"] = place
        if row["latitude"] not in ("", "0") and row["longitude"] not in ("", "0"):
            facility["lat"] = round(float(row["latitude"]), 4)
            facility["lon"] = round(float(row["longitude"]), 4)
        result[site] = facility
    return list(result.values())


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    typed = hand_typed(pathlib.Path(__file__).with_suffix(""))
    typed["facilities"].extend(_facilities(data))
    return typed
