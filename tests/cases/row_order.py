#!/usr/bin/python3
"""The order of the rows of a case's tables changes nothing in what stress writes.

Usage: row_order.py NAIL CASE SCENARIOS HOME. The rows of every CSV table are shuffled (fixed seeds) and every
question of stress is asked again. With the tables of names (places, products, ...) in their order the
bytes are the same; with those shuffled too, lines and members of lists stand in another order and sums
are formed in another one: then they are compared sorted, numbers to nine digits. The hash of the case,
which is over the bytes of its tables, and run.json are left out.
"""
import csv
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

# The order of these is the order of answers.
NAMES = ("places.csv", "products.csv", "sectors.csv", "scenarios.csv", "blocs.csv")


def shuffled(case, target, seed, names):
    shutil.copytree(case, target)
    dice = random.Random(seed)
    for name in sorted(os.listdir(target)):
        if not name.endswith(".csv") or (name in NAMES and not names):
            continue
        path = os.path.join(target, name)
        with open(path, encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.reader(stream))
        header, rows = rows[0], [row for row in rows[1:] if row]
        dice.shuffle(rows)
        with open(path, "w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return target


def questions(kind, scenarios, home):
    if kind == "io":
        return [["--scenario", scenarios, "--days", "90"], ["--ensemble", "20", "--days", "90"]]
    return [["--scenario", scenarios, "--days", "60", "--home", home],
            ["--scenario", scenarios, "--days", "40", "--model", "ario"],
            ["--ensemble", "100", "--days", "60", "--home", home],
            ["--worst", "2", "--days", "60", "--home", home]]


def answers(nail, case, asked, scratch):
    """What is written, by the question and the name of the file."""
    found = {}
    out = os.path.join(scratch, "out")
    for words in asked:
        shutil.rmtree(out, ignore_errors=True)
        subprocess.run([nail, "stress", case, *words, "--out", out, "--quiet"], check=True,
                       stdout=subprocess.DEVNULL)
        for folder, _, files in os.walk(out):
            for file in files:
                if file == "run.json":
                    continue
                path = os.path.join(folder, file)
                with open(path, encoding="utf-8") as stream:
                    text = re.sub(r'"hash": "[0-9a-f]{64}"', '"hash": ""', stream.read())
                found[f"{' '.join(words)}: {os.path.relpath(path, out)}"] = text
    return found


def near(number):
    value = float(number)
    return "0" if abs(value) < 1e-12 else f"{value:.9g}"


def leaves(value, way=""):
    """The leaves of a JSON document with the way to them; lists sorted."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from leaves(below, f"{way}.{key}")
    elif isinstance(value, list):
        for line in sorted(";".join(sorted(leaves(below))) for below in value):
            yield f"{way}[]{line}"
    else:
        yield f"{way}: {value}"


def in_any_order(name, text):
    if name.endswith(".json"):
        return sorted(leaves(json.loads(text, parse_float=near)))
    number = re.compile(r"(?<=,)-?[0-9.]+(?:e[-+]?[0-9]+)?(?=,|$)", re.MULTILINE)
    return sorted(number.sub(lambda found: near(found.group()), text).splitlines())


def main():
    nail, case, scenarios, home = sys.argv[1:5]
    with open(os.path.join(case, "datapackage.json"), encoding="utf-8-sig") as stream:
        kind = json.load(stream)["nail"]["kind"]
    asked = questions(kind, scenarios, home)
    faults = 0
    with tempfile.TemporaryDirectory() as scratch:
        plain = answers(nail, case, asked, scratch)
        for seed, names in ((1, False), (2, True)):
            folder = os.path.join(scratch, f"case{seed}")
            other = answers(nail, shuffled(case, folder, seed, names), asked, scratch)
            if set(plain) != set(other):
                print("other files are written")
                faults += 1
            for name in sorted(set(plain) & set(other)):
                a, b = plain[name], other[name]
                # Of products that are hit alike the first one is named.
                if names and name.endswith("leverage.csv"):
                    continue
                if names:
                    a, b = "\n".join(in_any_order(name, a)), "\n".join(in_any_order(name, b))
                if a == b:
                    continue
                faults += 1
                different = sorted(set(a.splitlines()) ^ set(b.splitlines()))
                print(f"{name}, order {seed}: {len(different)} lines differ")
                for line in different[:4]:
                    print(f"    {line:.300}")
        print(f"{len(plain)} files, 2 orders, {faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
