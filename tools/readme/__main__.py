"""``python -m tools.readme [--check] ADDON...``: write both files of addons, or compare them."""

import argparse
import ast
import sys
from pathlib import Path

from . import pages


def main():
    parser = argparse.ArgumentParser(prog="python -m tools.readme", description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="say what is out of date, write nothing"
    )
    parser.add_argument("addons", nargs="+", type=Path, metavar="ADDON", help="folder of an addon")
    options = parser.parse_args()
    stale = []
    for addon in options.addons:
        manifest = ast.literal_eval((addon / "__manifest__.py").read_text(encoding="utf-8"))
        for name, text in pages.build(addon / "readme", manifest).items():
            path = addon / name
            if path.is_file() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(path)
            if not options.check:
                path.write_text(text, encoding="utf-8")
    if options.check and stale:
        print(f"Out of date, made from the pages in readme/: {', '.join(map(str, stale))}")
    return 1 if options.check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
