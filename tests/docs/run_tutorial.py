#!/usr/bin/python3
"""Does what a page of docs/ tells its reader to do, and compares what is printed.

Usage: run_tutorial.py NAIL PAGE.md [--update]

In the page, a fence ```csv FILE (or ```toml FILE ...) is a file the reader types. A fence ```console
holds commands (lines that start with `$ `), each followed by what it prints. A line `...` in the
expected text stands for any lines. --update writes into the page what is really printed.
"""
import os
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.M | re.S)


def run(commands, folder, nail):
    environment = dict(os.environ, PATH=os.path.dirname(os.path.abspath(nail)) + ":" + os.environ["PATH"])
    pairs = []
    for command in commands:
        done = subprocess.run(["/bin/bash", "-c", command], cwd=folder, env=environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{command} ended with {done.returncode}: {done.stdout}")
        pairs.append((command, done.stdout))
    return pairs


def fits(expected, printed):
    """True where printed is expected, its `...` lines standing for any lines."""
    parts = [re.escape(part) for part in re.split(r"^\.\.\.\n", expected, flags=re.M)]
    return re.fullmatch(r"(?:.*\n)*?".join(parts), printed) is not None


def main():
    nail, page = sys.argv[1:3]
    update = "--update" in sys.argv
    with open(page, encoding="utf-8") as file:
        text = file.read()
    faults, out, at, commands_run = 0, [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        for fence in FENCE.finditer(text):
            language, name, body = fence.groups()
            if name:
                path = os.path.join(folder, name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(body)
            if language != "console":
                continue
            expected = []
            for line in body.splitlines(keepends=True):
                if line.startswith("$ "):
                    expected.append([line[2:].strip(), ""])
                else:
                    expected[-1][1] += line
            printed = run([command for command, _ in expected], folder, nail)
            commands_run += len(printed)
            written = ""
            for (command, old), (_, new) in zip(expected, printed):
                if not fits(old, new):
                    if not update:
                        faults += 1
                        print(f"{page}: $ {command}\nis said to print\n{old}but prints\n{new}")
                    old = new
                written += f"$ {command}\n{old}"
            out.append(text[at:fence.start(3)] + written)
            at = fence.end(3)
    if update:
        with open(page, "w", encoding="utf-8") as file:
            file.write("".join(out) + text[at:])
    print(f"{commands_run} commands, {faults} differ")
    return 1 if faults or commands_run == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
