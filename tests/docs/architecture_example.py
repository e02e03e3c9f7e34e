#!/usr/bin/python3
"""The share that docs/architecture.md follows stands in the bundled case, and its sentence and path
in what the program says of it.

Usage: architecture_example.py NAIL ROOT
"""
import json
import os
import re
import subprocess
import sys
import tempfile


def main():
    nail, root = sys.argv[1:3]
    with open(os.path.join(root, "docs/architecture.md"), encoding="utf-8") as file:
        page = file.read()
    row = re.search(r"```csv\n(.*)\n```", page).group(1)
    sentence = " ".join(re.search(r"^ +> (.*?)\n\n", page, re.M | re.S).group(1).split())
    path = re.search(r"`(\S+@\S+ > \S+@\S+)`", page).group(1)
    case = os.path.join(root, "cases/four-products")
    faults = []
    with open(os.path.join(case, "supply.csv"), encoding="utf-8") as file:
        if row not in file.read().splitlines():
            faults.append("supply.csv does not hold the row " + row)
    product = path.split("@")[0]
    seat = ["--home", "JPN", "--products", product]
    printed = subprocess.run([nail, "exposure", case, *seat, "--away", "CHN", "--quiet"], check=True,
                             capture_output=True, text=True).stdout
    if path not in printed:
        faults.append(f"the path {path} is not in: {printed}")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "out")
        subprocess.run([nail, "assess", case, *seat, "--draws", "0", "--no-stress", "--out", out, "--quiet"], check=True)
        with open(os.path.join(out, "assessment.json"), encoding="utf-8") as file:
            texts = [finding["text"] for finding in json.load(file)["findings"]]
        if not any(sentence in text for text in texts):
            faults.append(f"no finding says: {sentence}\nbut: {texts[:1]}")
    print("\n".join(faults) or "the row, its path and its sentence are there")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
