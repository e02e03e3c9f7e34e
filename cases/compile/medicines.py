"""Medicines: starting materials, active ingredients, finished doses and named medicines.

Shares and plants are typed from reports (medicines/*.csv). Makers and shortages of the named
medicines come from two snapshots of the FDA's shortage list; sites, places and mixes of the HIV
medicines from a delivery history. Two typed tables are keys to those files, not tables of the case:

    named.csv      the named medicines, with the pattern that finds them in the FDA list
    companies.csv  how the FDA list writes a company (its beginning), and the owner's seat
    sites.csv      how the delivery history writes a manufacturing site, and where it is

The FDA list does not say where a medicine is made, so its makers stand with the place `other` and a
withheld amount: they count as makers and give no place a share.
"""

import collections
import csv
import datetime
import pathlib
import re

from compile import add_tables, hand_typed

MARKET = "USA"

SNAPSHOTS = (
    ("fda-shortages-2023", "drug_shortages_2023.csv", "2023-06-13"),
    ("fda-shortages-2024", "drug_shortages_2024-08-07.csv", "2024-08-07"),
)

# The law's categories of reasons, and what the list calls them in free text. The first match counts;
# a row may give several reasons, separated by semicolons.
REASONS = (
    ("good manufacturing", "requirements related to complying with good manufacturing practices"),
    ("inactive ingredient", "shortage of an inactive ingredient"),
    ("active ingredient", "shortage of an active ingredient"),
    ("api ", "shortage of an active ingredient"),
    ("demand", "demand increase"),
    ("over selling", "demand increase"),
    ("third-party", "third-party supplier"),
    ("shipping", "delay in shipping"),
    ("discontinu", "discontinuation of the manufacture"),
    ("regulatory", "regulatory delay"),
    ("manufacturing", "manufacturing delay"),
    ("other", "other"),
)

# Fixed-dose combinations count once, whatever the order of their names; the most bought ones.
HIV_MEDICINES = {
    "Lamivudine/Nevirapine/Zidovudine": "hiv-lamivudine-nevirapine-zidovudine",
    "Efavirenz/Lamivudine/Tenofovir Disoproxil Fumarate": "hiv-efavirenz-lamivudine-tenofovir",
    "Efavirenz": "hiv-efavirenz",
    "Lamivudine/Zidovudine": "hiv-lamivudine-zidovudine",
    "Efavirenz/Emtricitabine/Tenofovir Disoproxil Fumarate": "hiv-efavirenz-emtricitabine-tenofovir",
    "Lopinavir/Ritonavir": "hiv-lopinavir-ritonavir",
    "Emtricitabine/Tenofovir Disoproxil Fumarate": "hiv-emtricitabine-tenofovir",
    "Lamivudine/Tenofovir Disoproxil Fumarate": "hiv-lamivudine-tenofovir",
    "Nevirapine": "hiv-nevirapine",
    "Abacavir": "hiv-abacavir",
}
HIV_CLASS = "dose-antiretrovirals"
HIV_YEARS = range(2011, 2016)

RECIPIENTS = {
    "Angola": "AGO", "Belize": "BLZ", "Benin": "BEN", "Botswana": "BWA", "Burkina Faso": "BFA",
    "Burundi": "BDI", "Cameroon": "CMR", "Congo, DRC": "COD", "Côte d'Ivoire": "CIV",
    "Dominican Republic": "DOM", "Ethiopia": "ETH", "Ghana": "GHA", "Guatemala": "GTM", "Guyana": "GUY",
    "Haiti": "HTI", "Kenya": "KEN", "Lebanon": "LBN", "Libya": "LBY", "Malawi": "MWI", "Mozambique": "MOZ",
    "Namibia": "NAM", "Nigeria": "NGA", "Rwanda": "RWA", "Senegal": "SEN", "South Africa": "ZAF",
    "South Sudan": "SSD", "Swaziland": "SWZ", "Tanzania": "TZA", "Togo": "TGO", "Uganda": "UGA",
    "Vietnam": "VNM", "Zambia": "ZMB", "Zimbabwe": "ZWE",
}
# Below this a country's few deliveries say little about its suppliers.
LEAST_VALUE_USD = 1e6
LEAST_SHARE = 0.001


def _fda_rows(path: pathlib.Path) -> list[dict]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.reader(stream) if row]  # the first line is blank
    header = [name.strip() for name in rows[0]]
    return [dict(zip(header, (cell.strip() for cell in row))) for row in rows[1:]]


def _date(text: str, latest: str) -> str:
    """ISO date of an American one; empty for none and for one after the snapshot."""
    if not text:
        return ""
    day = datetime.datetime.strptime(text, "%m/%d/%Y").date().isoformat()
    return day if day <= latest else ""


def _reasons(text: str) -> set[str]:
    found = set()
    for part in text.lower().split(";"):
        for word, reason in REASONS:
            if word in part:
                found.add(reason)
                break
    return found


class Companies:
    def __init__(self, rows: list[dict]):
        self.rows = sorted(rows, key=lambda row: -len(row["listed"]))

    def find(self, listed: str) -> tuple[str, str]:
        for row in self.rows:
            if listed.lower().startswith(row["listed"].lower()):
                return row["organisation"], row.get("owner_place", "")
        raise ValueError(f"companies.csv does not know {listed!r}")


class Shortage:
    """What one snapshot says of one company's presentations of one medicine."""

    def __init__(self):
        self.posted, self.changed, self.reasons = set(), set(), set()
        self.current = False


def _shortages(data: pathlib.Path, named: list[dict], companies: Companies):
    """source -> (product, organisation) -> Shortage; discontinuations are no shortages."""
    found = {}
    for source, name, day in SNAPSHOTS:
        here = found.setdefault(source, {})
        for row in _fda_rows(data / "fda" / name):
            if row["Status"] not in ("Current", "Resolved"):
                continue
            for medicine in named:
                if not re.search(medicine["pattern"], row["Generic Name"], re.IGNORECASE):
                    continue
                key = (medicine["product"], companies.find(row["Company Name"])[0])
                shortage = here.setdefault(key, Shortage())
                shortage.current |= row["Status"] == "Current"
                shortage.reasons |= _reasons(row["Reason for Shortage"])
                shortage.posted.add(_date(row["Initial Posting Date"], day))
                shortage.changed.add(_date(row["Change Date"], day))
    return found


def _events(shortages: dict) -> list[dict]:
    events = []
    first, last = SNAPSHOTS[0], SNAPSHOTS[-1]
    for key in sorted({key for here in shortages.values() for key in here}):
        both = [(snapshot, shortages[snapshot[0]][key]) for snapshot in SNAPSHOTS if key in shortages[snapshot[0]]]
        starts = sorted(day for _, shortage in both for day in shortage.posted if day)
        if not starts:
            continue
        (source, _, _), latest = both[-1]
        ended, end = "", ""
        if latest.current and source == last[0]:
            ended = f"still listed on {last[2]}"
        elif latest.current:
            end, ended = last[2], f"listed on {first[2]} and no longer on {last[2]}, which is given as the end"
        else:
            end, ended = max((day for day in latest.changed if day), default=""), "resolved"
            if not end:
                end = dict((name, day) for name, _, day in SNAPSHOTS)[source]
                ended = "resolved on an unknown day before the end given"
        reasons = sorted({reason for _, shortage in both for reason in shortage.reasons})
        reason = "reason given: " + "; ".join(reasons) if reasons else "no reason given"
        product, organisation = key
        events.append({"product": product, "place": MARKET, "organisation": organisation, "kind": "shortage",
                       "start": starts[0], "end": end, "source": source, "note": f"{reason}; {ended}"})
    return events


def _makers(shortages: dict, companies: Companies) -> list[dict]:
    """The companies of the newest snapshot that has the medicine."""
    owners = {row["organisation"]: row.get("owner_place", "") for row in companies.rows}
    rows, done = [], set()
    for source, _, day in reversed(SNAPSHOTS):
        products = {product for product, _ in shortages[source]} - done
        for product, organisation in sorted(shortages[source]):
            if product in products:
                rows.append({"product": product, "place": "other", "lens": "site", "basis": "facilities",
                             "organisation": organisation, "owner_place": owners[organisation],
                             "year": day[:4], "status": "withheld", "source": source})
        done |= products
    return rows


def _deliveries(data: pathlib.Path, sites: dict) -> list[dict]:
    with (data / "scms" / "SCMS_Delivery_History_Dataset.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["Product Group"] == "ARV"]
    return [{
        "product": HIV_MEDICINES.get(row["Molecule/Test Type"], HIV_CLASS),
        "user": RECIPIENTS[row["Country"]],
        # Months are written in several ways; the year is always the last two digits.
        "year": 2000 + int(row["Delivered to Client Date"][-2:]),
        "value": float(row["Line Item Value"]),
        # Without a site: a warehouse, or a name that cannot be placed.
        "site": sites.get(row["Manufacturing Site"]),
    } for row in rows]


def _hiv(deliveries: list[dict]) -> dict[str, list[dict]]:
    products, recipes, facilities = [], [], []
    for product in sorted(HIV_MEDICINES.values()):
        name = product.removeprefix("hiv-").replace("-", ", ")
        products.append({"product": product, "name": f"HIV medicine: {name}", "chain": "medicines",
                         "stage": "4 medicines", "unit": "packs", "inputs": "partial"})
        recipes.append({"output": product, "input": "api-antiretrovirals", "necessity": "essential",
                        "kind": "material", "source": "fda-testimony-2019"})
        recipes.append({"output": product, "input": HIV_CLASS, "necessity": "essential", "kind": "equipment",
                        "source": "chemistry-general", "note": "the lines that make this kind of dose"})
    made = collections.defaultdict(dict)
    for delivery in deliveries:
        if delivery["site"]:
            made[delivery["product"]][delivery["site"]["site"]] = delivery["site"]
            made[HIV_CLASS][delivery["site"]["site"]] = delivery["site"]
    for product, sites in sorted(made.items()):
        for site in sites.values():
            facilities.append({"site": f"{site['site']}-{product.removeprefix('hiv-')}", "product": product,
                               "place": site["place"], "organisation": site["organisation"],
                               "owner_place": site["owner_place"], "status": "supplied 2006 to 2015",
                               "source": "scms"})
    # The sites served one programme: they are makers, but no shares of the world's supply.
    return {"products": products, "recipes": recipes, "facilities": facilities}


def _hiv_sourcing(deliveries: list[dict]) -> list[dict]:
    total, placed = collections.Counter(), collections.Counter()
    for delivery in deliveries:
        if delivery["year"] in HIV_YEARS:
            total[delivery["user"]] += delivery["value"]
            if delivery["site"]:
                placed[delivery["user"], delivery["site"]["place"]] += delivery["value"]
    return [{"user": user, "product": HIV_CLASS, "supplier": place, "share": round(value / total[user], 4),
             "year": HIV_YEARS[-1], "source": "scms-mix"}
            for (user, place), value in placed.items()
            if total[user] >= LEAST_VALUE_USD and value / total[user] >= LEAST_SHARE]


def _named(named: list[dict]) -> dict[str, list[dict]]:
    products, recipes = [], []
    for medicine in named:
        product, lines = medicine["product"], medicine["lines"]
        products.append({"product": product, "name": medicine["name"], "chain": "medicines",
                         "stage": "4 medicines", "unit": "doses", "note": medicine.get("note", ""),
                         "inputs": "partial"})
        if "api" in medicine:
            recipes.append({"output": product, "input": medicine["api"], "necessity": "essential",
                            "kind": "material", "source": "fda-testimony-2019"})
        recipes.append({"output": product, "input": lines, "necessity": "essential", "kind": "equipment",
                        "source": "chemistry-general", "note": "the lines that make this kind of dose"})
        if lines == "dose-sterile-injectables":
            recipes.append({"output": product, "input": "glass-vials", "necessity": "important",
                            "kind": "material", "source": "glass-market-2024",
                            "note": "vials or syringes; bags and plastic replace them for some"})
    return {"products": products, "recipes": recipes}


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    result = hand_typed(pathlib.Path(__file__).with_suffix(""))
    named = result.pop("named")
    companies = Companies(result.pop("companies"))
    sites = {row["listed"]: row for row in result.pop("sites")}
    shortages = _shortages(data, named, companies)
    deliveries = _deliveries(data, sites)
    add_tables(result, _named(named))
    add_tables(result, {"events": _events(shortages), "supply": _makers(shortages, companies)})
    add_tables(result, _hiv(deliveries))
    add_tables(result, {"sourcing": _hiv_sourcing(deliveries)})
    return result
