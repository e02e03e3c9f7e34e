#!/usr/bin/python3
"""Every relative link of the project's pages leads to a file, and to a heading where it names one.

Usage: links.py ROOT
"""
import os
import re
import sys

LINK = re.compile(r"\]\(([^)\s]+)\)|<img src=\"([^\"]+)\"")


def anchors(path):
    """The anchors that a Markdown page has, as GitHub makes them of its headings."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"^```.*?^```", "", file.read(), flags=re.M | re.S)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
            for heading in re.findall(r"^#+ (.*)$", text, re.M)}


def main():
    root = sys.argv[1]
    pages = [os.path.join(root, name) for name in sorted(os.listdir(root)) if name.endswith(".md")]
    for folder in ("docs", "cases"):
        for place, _, names in sorted(os.walk(os.path.join(root, folder))):
            pages += [os.path.join(place, name) for name in sorted(names) if name.endswith(".md")]
    faults = links = 0
    for page in pages:
        with open(page, encoding="utf-8") as file:
            found = [a or b for a, b in LINK.findall(file.read())]
        for link in found:
            if re.match(r"[a-z]+:", link):
                continue
            links += 1
            path, _, anchor = link.partition("#")
            target = os.path.join(os.path.dirname(page), path) if path else page
            if not os.path.exists(target):
                print(f"{page}: {link} leads nowhere")
                faults += 1
            elif anchor and target.endswith(".md") and anchor not in anchors(target):
                print(f"{page}: {link} names no heading of that page")
                faults += 1
    print(f"{len(pages)} pages, {links} links, {faults} faults")
    return 1 if faults or links == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
