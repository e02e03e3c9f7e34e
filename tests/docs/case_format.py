#!/usr/bin/python3
"""Every table and column of the built-in schemas stands in docs/case-format.md, with its limits.

Usage: case_format.py NAIL PAGE.md
"""
import re
import subprocess
import sys


def schema_rows(text):
    """(table, column, required, limits) of what `nail schema` prints."""
    for section in text.strip().split("\n\n"):
        lines = section.split("\n")
        table, kind = re.match(r"(\w+) \(kind (\w+)", lines[0]).groups()
        first = 2 if lines[1].startswith("key: ") else 1
        head = lines[first]
        starts = [head.index(name) for name in ("column", "type", "required", "limits", "default")]
        for line in lines[first + 1:]:
            cells = [line[a:b].strip() for a, b in zip(starts, starts[1:] + [None])]
            yield kind, table, cells


def main():
    nail, page = sys.argv[1:3]
    printed = subprocess.run([nail, "schema"], check=True, capture_output=True, text=True).stdout
    with open(page, encoding="utf-8") as file:
        document = file.read()
    kinds = {kind: document.split(f"## Tables of kind {kind}\n")[1].split("\n## ")[0]
             for kind in ("products", "firms", "io")}
    faults = rows = 0
    for kind, table, (column, kind_of, required, limits, default) in schema_rows(printed):
        rows += 1
        limits = limits.replace("; ranged by low, high", " †").replace("ranged by low, high", "†")
        star = " *" if required == "yes" else ""
        default = f"`{default}`" if default else ""
        wanted = f"| `{column}`{star} | {kind_of} | {limits} | {default} |"
        section = re.search(rf"^### {table}\b.*?(?=^### |\Z)", kinds[kind], re.M | re.S)
        if section is None or wanted not in section.group():
            print(f"{page}: table {table} of kind {kind} lacks the row: {wanted} ...")
            faults += 1
    print(f"{rows} columns, {faults} faults")
    return 1 if faults or rows == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
