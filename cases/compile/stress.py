"""Stress: scenarios and their shocks, stocks, routes over the sea, past events to hold predictions against.

Rows are typed in stress/*.csv. Some typed tables are not tables of the case but fill cells of other
parts' rows, by product; the first line whose pattern matches counts. A pattern is a product with
wildcards, or `chain:stage` with wildcards:

    stock_days.csv   products.stock_days: days of use held with users
    switch_days.csv  sourcing.switch_days: days until another supplier can deliver
    ttr_days.csv     supply.ttr_days of the newest set: days until output is back
    utilisation.csv  supply.utilisation of the newest set, by product and place
    by_air.csv       what flies: the lead time of sourcing rows; the others' follow the ways of routes.py

ports.csv and land.csv belong to routes.py.
"""

import csv
import fnmatch
import pathlib

import routes
from compile import hand_typed

FILLS = ("stock_days", "switch_days", "ttr_days", "utilisation", "by_air", "ports", "land")

# Parts of batteries that the Union makes or uses as a whole.
MIXED = {"battery-cells", "battery-packs", "cathode-nmc"}

DAYS_AT_HOME = 3
AUTOS = "autos/DAUPSA_to_2019.csv"

# Users that are not places buy through the ports of one.
PORTS_OF = {"EU27": "EUU"}


def _typed() -> dict[str, list[dict]]:
    return hand_typed(pathlib.Path(__file__).with_suffix(""))


class Rules:
    """Days by product, from patterns."""

    def __init__(self, rows: list[dict], products: list[dict]):
        self.found = {}
        for product in products:
            names = product["product"], f"{product['chain']}:{product.get('stage', '')}"
            for row in rows:
                if any(fnmatch.fnmatchcase(name, row["pattern"]) for name in names):
                    self.found[product["product"]] = row["days"], row["source"]
                    break

    def fill(self, table: str, row: dict, column: str):
        found = self.found.get(row["product"])
        return [(table, row, {column: found[0]}, found[1])] if found else []


def _newest(supply: list[dict]) -> list[dict]:
    """The places' rows of the newest year of a product by site, of production or capacity."""
    rows = [row for row in supply
            if row.get("lens", "site") == "site" and row.get("basis", "production") in ("production", "capacity")
            and "organisation" not in row and row["place"] != "other"]
    year = {}
    for row in rows:
        key = row["product"], row.get("basis", "production")
        year[key] = max(year.get(key, ""), row.get("year", ""))
    return [row for row in rows if row.get("year", "") == year[row["product"], row.get("basis", "production")]]


def _days_of_use(tables: dict[str, list[dict]]) -> list[tuple]:
    """Stocks given as a quantity, in days of what the place used in that year, where that is reported."""
    use = {(row["product"], row["place"], row["year"]): float(row["value"]) for row in tables["reported"]
           if row["index"] == "apparent_consumption" and float(row.get("value", 0)) > 0}
    return [("stocks", row, {"days": round(365 * float(row["quantity"]) / use[key], 1)}, row["source"])
            for row in tables["stocks"] if "quantity" in row
            for key in [(row["product"], row["place"], row.get("year"))] if key in use]


def _us_cars_2011(data: pathlib.Path) -> dict:
    """The dip of US car output after the earthquake of March 2011, from the monthly series."""
    with (data / AUTOS).open(encoding="utf-8", newline="") as stream:
        month = {row["observation_date"][:7]: float(row["DAUPSA"]) for row in csv.DictReader(stream)}
    lowest = min(month[f"2011-{m:02}"] for m in (4, 5, 6))
    before = [month[f"2011-{m:02}"] for m in (1, 2, 3)]
    mean = sum(before) / len(before)
    return {"backtest": "tohoku-us-cars", "name": "US output of cars after the earthquake of 2011: the worst month",
            "scenario": "tohoku-2011", "product": "vehicles", "place": "USA", "index": "peak_output_loss",
            "as_of": 2010, "observed": round(1 - lowest / mean, 3), "observed_low": 0,
            "observed_high": round(1 - lowest / max(before), 3), "source": "bea-autos-2019",
            "note": "lowest of April to June against the mean of January to March; high: against the best of these "
                    "months; cars without light trucks, all makers"}


def tables(data: pathlib.Path) -> dict[str, list[dict]]:
    typed = _typed()
    for name in FILLS:
        del typed[name]
    typed["routes"] = routes.rows(data)
    typed["backtests"].append(_us_cars_2011(data))
    return typed


def adds(tables: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """The Union's mix for the place that stands for the Union.

    Demand can only stand at places, and what the Union makes as a whole is made at EUU; without this both
    would buy from the whole world pro rata.
    """
    demanded = {row["product"] for row in tables["demand"] if row["place"] == "EUU"}
    given = {row["product"] for row in tables["sourcing"] if row["user"] == "EUU"}
    union = [row for row in tables["sourcing"] if row["user"] == "EU27" and row["product"] in (demanded | MIXED) - given]
    newest = {}
    for row in union:
        newest[row["product"]] = max(newest.get(row["product"], ""), row.get("year", ""))
    return {"sourcing": [{**row, "user": "EUU", "note": "the mix of EU27"} for row in union
                         if row.get("year", "") == newest[row["product"]]]}


def fills(data: pathlib.Path, tables: dict[str, list[dict]]) -> list[tuple]:
    typed = _typed()
    products = tables["products"]
    rules = {name: Rules(typed[name], products) for name in ("stock_days", "switch_days", "ttr_days", "by_air")}
    changes = _days_of_use(tables)
    for row in products:
        changes += rules["stock_days"].fill("products", row, "stock_days")
    for row in tables["sourcing"]:
        if row["supplier"] not in (row["user"], "other"):
            changes += rules["switch_days"].fill("sourcing", row, "switch_days")
            changes += rules["by_air"].fill("sourcing", row, "lead_days")
            days = routes.lead_days(data, row["supplier"], PORTS_OF.get(row["user"], row["user"]))
            if days is not None and row["product"] not in rules["by_air"].found:
                changes.append(("sourcing", row, {"lead_days": days}, "sea-lanes"))
        elif row["supplier"] == row["user"]:
            changes.append(("sourcing", row, {"lead_days": DAYS_AT_HOME}, "at-home"))
    utilisation = {(row["product"], row["place"]): row for row in typed["utilisation"]}
    for row in _newest(tables["supply"]):
        changes += rules["ttr_days"].fill("supply", row, "ttr_days")
        known = utilisation.get((row["product"], row["place"]))
        if known:
            changes.append(("supply", row, {"utilisation": known["utilisation"]}, known["source"]))
    return changes
