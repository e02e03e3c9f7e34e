#!/usr/bin/python3
"""Holds what `nail stress`, `survive` and `backtest` write as JSON to the schemas `nail schema` prints.

Usage: validate_stress.py NAIL CASE SCHEMAS; ends with 77 (skipped) where python3-jsonschema is
missing. CASE is of kind products; an io case is generated.
"""
import json
import os
import subprocess
import sys
import tempfile

try:
    import jsonschema
except ImportError:
    print("skipped: python3-jsonschema is not installed (scripts/setup --with-tests)")
    sys.exit(77)


def validators(nail, folder):
    found = {}
    for file in sorted(os.listdir(folder)):
        name = file.removesuffix(".schema.json")
        printed = subprocess.run([nail, "schema", name], check=True, capture_output=True).stdout
        with open(os.path.join(folder, file), "rb") as stream:
            if stream.read() != printed:
                raise SystemExit(f"`nail schema {name}` does not print {file}")
        schema = json.loads(printed)
        jsonschema.Draft202012Validator.check_schema(schema)
        found[name] = jsonschema.Draft202012Validator(schema)
    return found


def strict(text):
    """JSON without the NaN and Infinity that Python would take."""
    def refuse(word):
        raise ValueError(f"{word} is not JSON")
    return json.loads(text, parse_constant=refuse)


def documents(nail, case, scratch):
    """What is written, as (name of the schema, what was asked, document)."""
    io = os.path.join(scratch, "io")
    table = os.path.join(scratch, "inventories.csv")
    run = lambda *words: subprocess.run([nail, *words], check=True, capture_output=True).stdout.decode()
    run("generate", "io", "--places", "2", "--products", "3", "--to", io)
    with open(table, "w", encoding="utf-8") as stream:
        stream.write("product,days\nS00,inf\nS01,20\nS02,30\n")
    asked = [
        ("stress", case, "--scenario", "all", "--days", "60"),
        ("stress", case, "--scenario", "hormuz-closure", "--home", "EU27", "--days", "60"),
        ("stress", case, "--scenario", "helium-qatar-2017", "--home", "USA", "--bounds", "--days", "60"),
        ("stress", case, "--scenario", "helium-qatar-2017", "--model", "reroute", "--days", "30"),
        ("stress", case, "--scenario", "suez-blockage-2021", "--model", "ario", "--days", "30"),
        ("stress_ensemble", case, "--ensemble", "200", "--home", "USA", "--days", "90"),
        ("stress_ensemble", case, "--ensemble", "3", "--home", "JPN", "--days", "30", "--model", "ario"),
        ("stress_worst", case, "--worst", "2", "--home", "USA", "--days", "30"),
        ("stress_worst", case, "--worst", "1", "--by", "organisations", "--home", "JPN", "--days", "9"),
        ("stress_io", io, "--scenario", "all", "--days", "60", "--home", "P001"),
        ("stress_io", io, "--scenario", "all", "--days", "60", "--inventory-days", table),
        ("stress_io", io, "--scenario", "all", "--days", "60", "--inventory-days", "inf", "--compat"),
        ("stress_io", io, "--scenario", "all", "--days", "60", "--inventory-days", "3", "--restock-days", "20"),
        ("stress_io_ensemble", io, "--ensemble", "9", "--days", "40"),
        ("stress_io_ensemble", io, "--ensemble", "1", "--days", "40", "--precision", "single"),
    ]
    for number, (name, *words) in enumerate(asked):
        out = os.path.join(scratch, f"out{number}")
        run("stress", *words, "--out", out, "--quiet")
        for folder, _, files in os.walk(out):
            if "summary.json" not in files:
                continue
            with open(os.path.join(folder, "summary.json"), encoding="utf-8") as stream:
                document = strict(stream.read())
            if document["schema"] != f"nail.{name}/1":
                raise SystemExit(f"{words}: the schema is {document['schema']}")
            yield name, words, document
    yield "survive", [], strict(run("survive", case, "--home", "USA", "--top", "1", "--format", "json", "--quiet"))
    yield "backtest", [], strict(run("backtest", case, "--format", "json", "--quiet"))


def main():
    nail, case, folder = sys.argv[1:4]
    found = validators(nail, folder)
    faults = 0
    seen = {"assessment"}
    with tempfile.TemporaryDirectory() as scratch:
        count = 0
        for name, words, document in documents(nail, case, scratch):
            count += 1
            seen.add(name)
            for error in list(found[name].iter_errors(document))[:5]:
                print(f"{name} {' '.join(words)}: at {error.json_path}: {error.message[:200]}")
                faults += 1
    for name in set(found) - seen:
        print(f"nothing was held to {name}")
        faults += 1
    # The schemas are not so loose that anything fits.
    for name, validator in found.items():
        if not list(validator.iter_errors({"schema": f"nail.{name}/1"})):
            print(f"{name} takes a document without its parts")
            faults += 1
    print(f"{count} documents, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
