import fs from "node:fs/promises";
import path from "node:path";

/** Relative to the repository, in which every process of the portal runs. */
const SOURCES = "clients/python/airshower";
/** The start command of sessions is installed with the package, and the address of the portal is written in its place. */
const leftOut = new Set(["served_by.py"]);

/**
 * The Python client as one file that runs alone: `import airshower` beside it, or `python3 airshower.py search`. It holds
 * the modules of the package as they are, with names and lines, and lets Python import them from there.
 *
 * @param portalUrl the portal that the file knows without being told
 */
export async function oneFileClient(portalUrl: string, folder = path.resolve(SOURCES)): Promise<string> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith(".py") && !leftOut.has(name)).sort();
  const modules = await Promise.all(names.map(async (name) => [name.replace(/\.py$/, ""), await fs.readFile(path.join(folder, name), "utf8")] as const));
  const own = ["served_by", `"""The portal that this copy of the client came from."""\n\nPORTAL = ${JSON.stringify(portalUrl)}\n`] as const;
  const entries = [...modules, own].map(([name, text]) => `_MODULES[${JSON.stringify(name)}] = ${pythonText(text)}\n`);
  return [HEAD, ...entries, TAIL].join("\n");
}

/** Text as a Python literal over several lines, so that people can read what they run. */
function pythonText(text: string): string {
  return `"""\\\n${text.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"').replace(/"$/, '\\"')}"""`;
}

const HEAD = `#!/usr/bin/env python3
"""Airshower's Python client as one file, for places where it is not installed.

    import airshower                                  # beside this file
    airshower.Portal(token="airshower_pat_…").stage("store")

    python3 airshower.py login                        # on the command line
    python3 airshower.py stage store

Python 3.9 or later, nothing else. Made by the portal from its package \`airshower\`, whose modules stand below as they are.
SPDX-License-Identifier: BSD-3-Clause
"""

_MODULES = {}
`;

const TAIL = `
def _install():
    import importlib.abc
    import importlib.machinery
    import sys

    class Finder(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
        """Finds the modules of the package in this file."""

        def find_spec(self, fullname, path=None, target=None):
            package, _, name = fullname.partition(".")
            if package != "airshower" or (name or "__init__") not in _MODULES:
                return None
            return importlib.machinery.ModuleSpec(fullname, self, origin=f"{__file__}:{name or '__init__'}", is_package=not name)

        def is_package(self, fullname):
            return fullname == "airshower"

        def get_source(self, fullname):
            return _MODULES[fullname.partition(".")[2] or "__init__"]

        def get_code(self, fullname):
            return compile(self.get_source(fullname), f"{__file__}:{fullname}", "exec", dont_inherit=True)

        exec_module = importlib.abc.InspectLoader.exec_module

    finder = Finder()
    sys.meta_path.insert(0, finder)
    return finder


if __name__ == "__main__":
    _install()
    import sys

    from airshower.cli import main

    sys.exit(main())
elif __name__ == "airshower":
    _finder = _install()
    __path__ = []
    __spec__.submodule_search_locations = __path__
    __package__ = "airshower"
    exec(_finder.get_code("airshower"), globals())
`;
