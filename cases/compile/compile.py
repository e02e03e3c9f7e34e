#!/usr/bin/env python3
"""Compiles the bundled case from its parts.

    python3 cases/compile/compile.py DATA [OUT]

DATA is the folder with the source data, OUT the case folder (default: cases/four-products).
Each part is a module beside this file with `tables(data: pathlib.Path) -> dict[str, list[dict]]`;
its rows use the column names of the case format. A part may also have `adds(tables)`, which makes
rows out of those of all parts, and `fills(data, tables)`, which gives cells for rows of other parts that
are still empty: (table, row, cells, source). The rows of all parts are
merged, checked, sorted and written: the same data give the same bytes. With a fault nothing is written.

    --draft     write despite faults (they are still printed); for work on one part
"""

import argparse
import csv
import datetime
import decimal
import importlib
import io
import json
import os
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

# In the order in which they are merged; the order does not change the result.
PARTS = ["places", "minerals", "batteries", "semiconductors", "medicines", "claims", "stress"]

TEXT, NUMBER, SHARE, INTEGER, DATE = "text", "number", "share", "integer", "date"
PLACE, PLACE_OTHER, PLACE_BLOC = "place", "place or other", "place or bloc"
PRODUCT, SOURCE, SECTOR, SCENARIO, MEASURE = "product", "source", "sector", "scenario", "measure"

# The sums the reader divides by lie between 1 and this.
MOST_SHARE_SUM = 1.03

LENS = {"site", "owner"}
BASIS = {"production", "capacity", "sales", "facilities", "reserves"}
RANGE = {"p90", "bounds"}


def f(name, kind=TEXT, required=False, values=None, low=0.0):
    return {"name": name, "kind": kind, "required": required, "values": values, "low": low}


def table(*fields, key=(), ranged=()):
    fields = list(fields)
    names = {field["name"] for field in fields}
    for name, kind in (("source", SOURCE), ("year", INTEGER), ("note", TEXT)):
        if name not in names:
            fields.append(f(name, kind))
    return {"fields": fields, "key": list(key), "ranged": list(ranged)}


def must(name, kind=TEXT, values=None, low=0.0):
    return f(name, kind, True, values, low)


def ranged(name, kind, required=False):
    """A column with its own range."""
    return f(name, kind, required), f(f"{name}_low", kind), f(f"{name}_high", kind)


UNBOUNDED = float("-inf")
RANGED = (f("low", NUMBER), f("high", NUMBER), f("range", values=RANGE))

SCHEMA = {
    "places": table(
        must("place"), must("name"), f("region"), f("governance", NUMBER), f("political_stability", NUMBER, low=-5),
        f("lat", NUMBER, low=-90), f("lon", NUMBER, low=-180), key=["place"]),
    "blocs": table(must("bloc"), must("place", PLACE), f("reliability", SHARE), key=["bloc", "place"]),
    "products": table(
        must("product"), must("name"), must("chain"), f("stage"), f("unit"),
        f("inputs", values={"none", "complete", "partial", "unknown"}), f("eol_rir", SHARE), f("si_sr", NUMBER),
        f("si_ei", NUMBER), f("price_usd", NUMBER), f("total_quantity", NUMBER), f("stock_days", NUMBER),
        key=["product"]),
    "supply": table(
        must("product", PRODUCT), must("place", PLACE_OTHER), f("lens", values=LENS), f("basis", values=BASIS),
        f("organisation"), f("owner_place", PLACE), f("year", INTEGER), f("share", SHARE), f("quantity", NUMBER),
        *RANGED, f("unit_cost_usd", NUMBER), f("utilisation", SHARE), f("ttr_days", NUMBER),
        f("status", values={"reported", "withheld", "negligible"}), must("source", SOURCE),
        key=["product", "place", "lens", "basis", "organisation", "year", "source"], ranged=["share", "quantity"]),
    "sourcing": table(
        must("user", PLACE_BLOC), must("product", PRODUCT), must("supplier", PLACE_OTHER), f("share", SHARE),
        *RANGED, f("year", INTEGER), f("lead_days", NUMBER), f("switch_days", NUMBER), must("source", SOURCE),
        key=["user", "product", "supplier", "year", "source"], ranged=["share"]),
    "recipes": table(
        must("output", PRODUCT), must("input", PRODUCT),
        must("necessity", values={"essential", "important", "optional"}),
        f("kind", values={"material", "energy", "equipment", "design"}), f("alternative"), f("quantity", NUMBER),
        f("cost_share", SHARE), f("use_share", SHARE), must("source", SOURCE),
        key=["output", "input", "alternative"]),
    "demand": table(
        must("product", PRODUCT), must("place", PLACE_OTHER), f("quantity", NUMBER), f("share", SHARE),
        f("priority", INTEGER), must("source", SOURCE), key=["product", "place", "priority"]),
    "uses": table(
        must("product", PRODUCT), must("sector", SECTOR), must("share", SHARE), key=["product", "sector"]),
    "sectors": table(must("sector"), must("name"), f("value_added_usd", NUMBER), key=["sector"]),
    "stocks": table(
        must("product", PRODUCT), must("place", PLACE), must("holder", values={"commercial", "government"}),
        *ranged("days", NUMBER), f("quantity", NUMBER), f("release", values={"never", "threshold", "at_once"}),
        f("threshold", NUMBER), must("source", SOURCE), key=["product", "place", "holder"]),
    "coproducts": table(
        must("host", PRODUCT), must("byproduct", PRODUCT), f("yield", NUMBER), f("recoverable_share", SHARE),
        must("source", SOURCE), key=["host", "byproduct"]),
    "trade": table(
        must("product", PRODUCT), must("from", PLACE_OTHER), must("to", PLACE_OTHER), must("year", INTEGER),
        f("quantity", NUMBER), f("value_usd", NUMBER), f("reexport", NUMBER), must("source", SOURCE),
        key=["product", "from", "to", "year", "source"]),
    "hs_map": table(
        must("product", PRODUCT), must("hs"), must("revision"), f("share", SHARE), f("content", NUMBER),
        key=["product", "hs", "revision"]),
    "trade_rules": table(
        f("home", PLACE_BLOC), must("product", PRODUCT), must("place", PLACE_BLOC), f("target"),
        f("kind", values={"tariff", "quota", "ban", "tax", "agreement"}), f("size", NUMBER), f("t", NUMBER),
        f("from_date", DATE), f("to_date", DATE), must("source", SOURCE),
        key=["home", "product", "place", "target", "kind", "from_date"]),
    "facilities": table(
        must("site"), must("product", PRODUCT), must("place", PLACE), f("organisation"), f("owner_place", PLACE),
        f("status"), f("online_date", DATE), f("lat", NUMBER, low=-90), f("lon", NUMBER, low=-180),
        must("source", SOURCE), key=["site"]),
    "events": table(
        f("product", PRODUCT), f("place", PLACE), f("organisation"),
        f("kind", values={"recall", "shortage", "outage", "ban", "price"}), must("start", DATE), f("end", DATE),
        f("size", NUMBER), f("source", SOURCE)),
    "routes": table(
        must("from", PLACE), must("to", PLACE), must("chokepoint"), must("share", SHARE), f("series", INTEGER),
        key=["from", "to", "chokepoint"]),
    "scenarios": table(must("scenario"), must("name"), *ranged("probability_per_year", SHARE), key=["scenario"]),
    "shocks": table(
        must("scenario", SCENARIO),
        must("kind", values={"outage", "export_ban", "demand_surge", "stock_loss", "recall", "transport"}),
        f("product", PRODUCT), f("place", PLACE), f("target"), *ranged("size", NUMBER, True), f("start_day", INTEGER),
        *ranged("days", INTEGER, True), *ranged("recovery_days", INTEGER)),
    "backtests": table(
        must("backtest"), must("name"), must("scenario", SCENARIO), must("product", PRODUCT),
        must("place", PLACE_BLOC),
        must("index", values={"peak_loss", "lost_days", "shortage_days", "first_shortage_day", "peak_output_loss",
                              "lost_output_days"}),
        f("as_of", INTEGER), *ranged("observed", NUMBER, True), must("source", SOURCE), key=["backtest"]),
    "measures": table(
        must("measure"), must("name"),
        must("kind", values={"capacity", "stockpile", "recycling", "second_source", "substitution", "alliance",
                             "contract", "enforcement"}),
        must("product", PRODUCT), f("place", PLACE_BLOC), must("cost_usd", NUMBER), must("size", NUMBER), f("unit"),
        f("lead_days", NUMBER), f("completion", SHARE),
        f("instrument", values={"grant", "loan", "guarantee", "procurement", "tax_credit", "tariff", "agreement"}),
        must("source", SOURCE), key=["measure"]),
    "actions": table(
        must("action"), f("measure", MEASURE), must("date", DATE),
        must("status", values={"announced", "committed", "disbursed", "operating", "cancelled"}),
        f("amount_usd", NUMBER), f("place", PLACE_BLOC), f("product", PRODUCT), f("owner"), must("source", SOURCE),
        key=["action"]),
    "reported": table(
        must("index"), f("product", PRODUCT), f("place", PLACE_BLOC), f("year", INTEGER),
        f("value", NUMBER, low=UNBOUNDED), f("low", NUMBER, low=UNBOUNDED), f("high", NUMBER, low=UNBOUNDED),
        f("range", values=RANGE), f("unit"), must("source", SOURCE),
        key=["index", "product", "place", "year", "source"], ranged=["value"]),
    "claims": table(
        must("claim"), must("text"), f("home", PLACE_BLOC), must("index"), f("product", PRODUCT),
        f("place", PLACE_BLOC), f("year", INTEGER), must("stated", NUMBER, low=UNBOUNDED), f("tolerance", NUMBER),
        must("source", SOURCE), key=["claim"]),
    "sources": table(
        must("source"), must("title"), f("publisher"), f("year", INTEGER), f("url"), f("licence"),
        must("grade", values={"verified", "quoted", "estimate", "assumption"}), key=["source"]),
}

# What an empty cell means in a key.
DEFAULTS = {"lens": "site", "basis": "production", "priority": "1"}

NUMERIC = {NUMBER, SHARE, INTEGER}

# How a note names the source of a filled cell.
FROM = re.compile(r"(?:days|utilisation) from ([a-z0-9-]+)")


def number_text(value):
    """The shortest plain decimal of a number; ValueError where it is none."""
    if isinstance(value, float):
        value = repr(round(value, 12))
    number = decimal.Decimal(str(value).strip())
    if not number.is_finite():
        raise ValueError(value)
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def rows_of_csv(path):
    """Hand-typed facts: the rows of a table, as the parts use them."""
    with open(path, encoding="utf-8", newline="") as stream:
        return [{key: value for key, value in row.items() if value != ""} for row in csv.DictReader(stream)]


def hand_typed(folder):
    """Every table of hand-typed facts in a part's folder."""
    return {path.stem: rows_of_csv(path) for path in sorted(pathlib.Path(folder).glob("*.csv"))}


def add_tables(into, more):
    for name, rows in more.items():
        into.setdefault(name, []).extend(rows)
    return into


class Merge:
    def __init__(self):
        self.tables = {}
        self.faults = []

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def add(self, part, tables):
        for name, rows in tables.items():
            if name not in SCHEMA:
                self.fault(part, f"unknown table {name}")
                continue
            for row in rows:
                clean = self.clean(part, name, row)
                if name == "sources" and clean in self.tables.get(name, []):
                    continue  # two parts may define one source in the same words
                self.tables.setdefault(name, []).append(clean)

    def clean(self, part, name, row):
        fields = {field["name"]: field for field in SCHEMA[name]["fields"]}
        clean = {}
        where = f"{part}/{name} {dict(list(row.items())[:4])}"
        for column, value in row.items():
            if column not in fields:
                self.fault(where, f"unknown column {column}")
                continue
            if value is None or value == "":
                continue
            field = fields[column]
            if field["kind"] in NUMERIC:
                try:
                    text = number_text(value)
                except (ValueError, decimal.InvalidOperation):
                    self.fault(where, f"{column} is not a number: {value!r}")
                    continue
                if float(text) < field["low"] or (field["kind"] == SHARE and float(text) > 1):
                    self.fault(where, f"{column} is out of range: {text}")
                if field["kind"] == INTEGER and "." in text:
                    self.fault(where, f"{column} is not an integer: {text}")
            else:
                text = " ".join(str(value).split())
                if field["kind"] == DATE:
                    try:
                        datetime.date.fromisoformat(text)
                    except ValueError:
                        self.fault(where, f"{column} is not a date: {text}")
                if field["values"] and text not in field["values"]:
                    self.fault(where, f"{column} is none of {sorted(field['values'])}: {text}")
            clean[column] = text
        ranged = SCHEMA[name]["ranged"]
        if ranged:
            given = [column for column in ranged if column in clean]
            both = "low" in clean and "high" in clean
            if len(given) > 1:
                self.fault(where, f"gives {' and '.join(given)}")
            if not given and not both and clean.get("status") != "withheld":
                self.fault(where, f"gives neither {' nor '.join(ranged)} nor low and high")
            if both and float(clean["low"]) > float(clean["high"]):
                self.fault(where, "low is above high")
            for column in given:
                for bound, wrong in (("low", 1), ("high", -1)):
                    if bound in clean and wrong * (float(clean[bound]) - float(clean[column])) > 0:
                        self.fault(where, f"{bound} is on the wrong side of {column}")
        for column in fields:
            if column + "_low" not in fields:
                continue
            low, high = clean.get(column + "_low"), clean.get(column + "_high")
            if (low is None) != (high is None):
                self.fault(where, f"{column} has one bound only")
            elif low is not None and not float(low) <= float(clean.get(column, low)) <= float(high):
                self.fault(where, f"{column} is not within its range")
        for field in fields.values():
            if field["required"] and field["name"] not in clean:
                self.fault(where, f"{field['name']} is missing")
        return clean

    def fill(self, part, changes):
        """Fills empty cells of rows that other parts gave; what is given stays. A note says where the cell is from."""
        for name, row, cells, source in changes:
            new = {column: value for column, value in cells.items() if column not in row}
            if not new:
                continue
            said = f"{', '.join(new)} from {source}"
            note = f"{row['note']}; {said}" if "note" in row else said
            row.update(self.clean(part, name, {**row, **new, "note": note}))

    def check(self):
        ids = {name: {row.get(key) for row in self.tables.get(name, [])}
               for name, key in (("places", "place"), ("blocs", "bloc"), ("products", "product"),
                                 ("sources", "source"), ("sectors", "sector"), ("scenarios", "scenario"),
                                 ("measures", "measure"))}
        targets = {PLACE: ids["places"], PLACE_OTHER: ids["places"] | {"other"},
                   PLACE_BLOC: ids["places"] | ids["blocs"], PRODUCT: ids["products"], SOURCE: ids["sources"],
                   SECTOR: ids["sectors"], SCENARIO: ids["scenarios"], MEASURE: ids["measures"]}
        used = set()
        for name, rows in self.tables.items():
            key = SCHEMA[name]["key"]
            references = [field for field in SCHEMA[name]["fields"] if field["kind"] in targets]
            seen = {}
            for row in rows:
                where = f"{name} {dict(list(row.items())[:5])}"
                identity = tuple(row.get(column, DEFAULTS.get(column, "")) for column in key)
                if key and identity in seen:
                    self.fault(where, f"the key {identity} stands twice")
                seen[identity] = row
                for field in references:
                    value = row.get(field["name"])
                    if value is not None and value not in targets[field["kind"]]:
                        self.fault(where, f"{field['name']} names no {field['kind']}: {value}")
                if name != "sources" and "source" in row:
                    used.add(row["source"])
                used.update(FROM.findall(row.get("note", "")))
        for source in sorted(ids["sources"] - used):
            self.fault("sources", f"no row uses {source}")
        self.check_sums()
        self.check_shocks()

    def check_shocks(self):
        """A shock on what nobody supplies, or on a strait that no route passes, would do nothing unseen."""
        suppliers = {(row.get("product"), row.get(column)) for name, column in (("supply", "place"), ("sourcing", "supplier"))
                     for row in self.tables.get(name, [])}
        straits = {row.get("chokepoint") for row in self.tables.get("routes", [])}
        for row in self.tables.get("shocks", []):
            where = f"shocks {dict(list(row.items())[:4])}"
            if row.get("kind") in ("outage", "recall", "export_ban") and "product" in row and "place" in row:
                if (row["product"], row["place"]) not in suppliers:
                    self.fault(where, "nobody is known to buy it there or make it")
            if row.get("kind") == "transport" and row.get("target") not in straits:
                self.fault(where, f"no route passes {row.get('target')}")

    def check_sums(self):
        def sums(name, columns, column, keep=lambda row: True):
            groups = {}
            for row in self.tables.get(name, []):
                if column in row and keep(row):
                    group = tuple(row.get(part, DEFAULTS.get(part, "")) for part in columns)
                    groups[group] = groups.get(group, decimal.Decimal(0)) + decimal.Decimal(row[column])
            for group, total in sorted(groups.items()):
                if total > decimal.Decimal(str(MOST_SHARE_SUM)):
                    self.fault(name, f"{column} of {group} add up to {total}")

        supply_set = ["product", "lens", "basis", "year", "source"]
        whole = lambda row: "organisation" not in row
        sums("supply", supply_set, "share", whole)
        sums("sourcing", ["user", "product", "year", "source"], "share")
        self.check_cost_shares()
        sums("recipes", ["input"], "use_share")
        sums("uses", ["product"], "share")
        sums("routes", ["from", "to", "series"], "share")
        total = sum(decimal.Decimal(row.get("probability_per_year", "0")) for row in self.tables.get("scenarios", []))
        if total > 1:
            self.fault("scenarios", f"the probabilities add up to {total}; scenarios exclude one another")
        sums("demand", ["product"], "share")
        kinds = {}
        for row in self.tables.get("supply", []):
            group = tuple(row.get(part, DEFAULTS.get(part, "")) for part in supply_set)
            for column in ("share", "quantity"):
                if column in row:
                    kinds.setdefault(group, set()).add(column)
        for group, columns in sorted(kinds.items()):
            if len(columns) > 1:
                self.fault("supply", f"the set {group} mixes share and quantity")

    def check_cost_shares(self):
        """Of alternatives only one is used: the dearest stands for its group."""
        dearest = {}
        for row in self.tables.get("recipes", []):
            if "cost_share" in row:
                group = row["output"], row.get("alternative") or f"input {row['input']}"
                dearest[group] = max(dearest.get(group, decimal.Decimal(0)), decimal.Decimal(row["cost_share"]))
        totals = {}
        for (output, _), share in dearest.items():
            totals[output] = totals.get(output, decimal.Decimal(0)) + share
        for output, total in sorted(totals.items()):
            if total > decimal.Decimal(str(MOST_SHARE_SUM)):
                self.fault("recipes", f"cost_share of {output} add up to {total}")


def sort_key(name, row):
    key = SCHEMA[name]["key"]
    first = tuple(row.get(column, DEFAULTS.get(column, "")) for column in key)
    return first, tuple(row.get(field["name"], "") for field in SCHEMA[name]["fields"])


def csv_bytes(name, rows):
    # A column without a single value is left out unless the format requires it.
    columns = [field["name"] for field in SCHEMA[name]["fields"]
               if field["required"] or any(field["name"] in row for row in rows)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in sorted(rows, key=lambda row: sort_key(name, row)):
        writer.writerow([row.get(column, "") for column in columns])
    return columns, stream.getvalue().encode("utf-8")


FIELD_TYPES = {NUMBER: "number", SHARE: "number", INTEGER: "integer", DATE: "date"}
REFERENCES = {PLACE: ("places", "place"), PRODUCT: ("products", "product"), SOURCE: ("sources", "source"),
              SECTOR: ("sectors", "sector"), SCENARIO: ("scenarios", "scenario"), MEASURE: ("measures", "measure")}


def resource(name, columns, tables):
    fields, foreign = [], []
    for field in SCHEMA[name]["fields"]:
        if field["name"] not in columns:
            continue
        entry = {"name": field["name"], "type": FIELD_TYPES.get(field["kind"], "string")}
        constraints = {}
        if field["required"]:
            constraints["required"] = True
        if field["values"]:
            constraints["enum"] = sorted(field["values"])
        if field["kind"] in NUMERIC and field["low"] != UNBOUNDED:
            constraints["minimum"] = int(field["low"])
        if field["kind"] == SHARE:
            constraints["maximum"] = 1
        if constraints:
            entry["constraints"] = constraints
        fields.append(entry)
        # Columns that may also name a bloc or `other` have no single table to point at.
        if field["kind"] in REFERENCES and not (name == "sources" and field["name"] == "source"):
            target, column = REFERENCES[field["kind"]]
            if target in tables and target != name:
                foreign.append({"fields": [field["name"]],
                                "reference": {"resource": target, "fields": [column]}})
    schema = {"fields": fields, "missingValues": [""]}
    # Frictionless primary keys may not be empty; only keys of required columns qualify.
    required = {field["name"] for field in SCHEMA[name]["fields"] if field["required"]}
    if SCHEMA[name]["key"] and set(SCHEMA[name]["key"]) <= required:
        schema["primaryKey"] = SCHEMA[name]["key"]
    if foreign:
        schema["foreignKeys"] = foreign
    return {"name": name, "path": f"{name}.csv", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
            "schema": schema}


def descriptor(columns, tables):
    sources, seen = [], set()
    for row in sorted(tables.get("sources", []), key=lambda row: row["source"]):
        entry = {"title": row["title"]}
        if row.get("url"):
            entry["path"] = row["url"]
        if tuple(entry.items()) not in seen:
            seen.add(tuple(entry.items()))
            sources.append(entry)
    return {
        "name": "four-products",
        "title": "Four critical supply chains: semiconductors, large-capacity batteries, critical minerals, medicines",
        "description": "Who makes what, where, from what, how long stocks last and what may happen, compiled from "
                       "public data. Every number names its source in the table sources, with an honest grade; "
                       "README.md holds the attributions.",
        "nail": {"version": 1, "kind": "products"},
        "licenses": [{"name": "Apache-2.0", "title": "Apache License 2.0 (the compilation)",
                      "path": "https://www.apache.org/licenses/LICENSE-2.0"}],
        "sources": sources,
        "resources": [resource(name, columns[name], tables) for name in SCHEMA if name in columns],
    }


def write(path, data):
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(data)
    os.replace(temporary, path)


def main():
    parser = argparse.ArgumentParser(description="Compiles the bundled case from its parts.")
    parser.add_argument("data", type=pathlib.Path, help="the folder with the source data")
    parser.add_argument("out", type=pathlib.Path, nargs="?", default=HERE.parent / "four-products",
                        help="the case folder (default: cases/four-products)")
    parser.add_argument("--draft", action="store_true", help="write despite faults")
    options = parser.parse_args()
    # Leaves no compiled files behind in the source tree.
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(HERE))

    merge = Merge()
    modules = {}
    for part in PARTS:
        if not (HERE / f"{part}.py").exists():
            merge.fault(part, f"the part {part}.py is not there")
            continue
        modules[part] = importlib.import_module(part)
        merge.add(part, modules[part].tables(options.data))
    for part, module in modules.items():
        if hasattr(module, "adds"):
            merge.add(part, module.adds(merge.tables))
    for part, module in modules.items():
        if hasattr(module, "fills"):
            merge.fill(part, module.fills(options.data, merge.tables))
    merge.tables = {name: rows for name, rows in merge.tables.items() if rows}
    merge.check()
    for fault in merge.faults:
        print(fault, file=sys.stderr)
    if merge.faults and not options.draft:
        print(f"{len(merge.faults)} faults; nothing written", file=sys.stderr)
        return 1

    options.out.mkdir(parents=True, exist_ok=True)
    columns = {}
    for name in SCHEMA:
        path = options.out / f"{name}.csv"
        if name not in merge.tables:
            path.unlink(missing_ok=True)
            continue
        columns[name], data = csv_bytes(name, merge.tables[name])
        write(path, data)
    text = json.dumps(descriptor(columns, merge.tables), indent=1, ensure_ascii=False) + "\n"
    write(options.out / "datapackage.json", text.encode("utf-8"))
    rows = sum(len(rows) for rows in merge.tables.values())
    print(f"{options.out}: {len(columns)} tables, {rows} rows, {len(merge.tables.get('sources', []))} sources")
    return 0


if __name__ == "__main__":
    sys.exit(main())
