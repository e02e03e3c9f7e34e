#!/usr/bin/python3
"""Holds what `nail assess` writes to the schema that `nail schema assessment` prints.

Usage: validate_assessment.py NAIL CASE SCHEMA.json HOME...; ends with 77 (skipped) where
python3-jsonschema is missing.
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


def main():
    nail, case, path = sys.argv[1:4]
    homes = sys.argv[4:]
    printed = subprocess.run([nail, "schema", "assessment"], check=True, capture_output=True).stdout
    with open(path, "rb") as file:
        if file.read() != printed:
            raise SystemExit("`nail schema assessment` does not print " + path)
    schema = json.loads(printed)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, home in enumerate(homes):
            out = os.path.join(folder, home)
            # One home with the scenarios, which take most of the time; the others without them.
            less = [] if number == 0 else ["--no-stress"]
            subprocess.run([nail, "assess", case, "--home", home, "--draws", "20", "--out", out, "--quiet", *less],
                           check=True, stdout=subprocess.DEVNULL)
            with open(os.path.join(out, "assessment.json"), encoding="utf-8") as file:
                text = file.read()
            if len(text.encode()) > 5 * 2**20:
                print(f"{home}: assessment.json has {len(text.encode())} bytes; 5 MB is the limit")
                faults += 1
            for error in list(validator.iter_errors(json.loads(text)))[:20]:
                print(f"{home}: at {error.json_path}: {error.message[:200]}")
                faults += 1
    # The schema is not so loose that anything fits.
    if not list(validator.iter_errors({"schema": "nail.assessment/1"})):
        print("the schema takes a document without its parts")
        faults += 1
    print(f"{len(homes)} assessments, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
