// Compile the Python files in zip files with the Python that runs them: node compile.mjs FROM TO [FROM TO ...]
//
// Most of the time until the first verdict would be spent on compiling the standard library.
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0" } });
pyodide.runPython(`
import importlib._bootstrap_external as bootstrap
from importlib.util import source_hash
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

UNUSED = ("pydoc_data/", "unittest/", "_pyrepl/", "xmlrpc/", "venv/", "wsgiref/", "ensurepip/", "curses/", "turtle")

def convert():
    with ZipFile("/source.zip") as source, ZipFile("/target.zip", "w", ZIP_DEFLATED, compresslevel=9) as target:
        for name in source.namelist():
            if name.startswith(UNUSED):
                continue
            data = source.read(name)
            if name.endswith(".py"):
                code = compile(data, name, "exec", dont_inherit=True)
                # Hash-based and unchecked: Python compares neither a time nor the source with it.
                data = bootstrap._code_to_hash_pyc(code, source_hash(data), False)
                name += "c"
            # One date for all files: equal content gives an equal archive.
            target.writestr(ZipInfo(name), data, ZIP_DEFLATED)
`);
for (let index = 2; index < process.argv.length; index += 2) {
  pyodide.FS.writeFile("/source.zip", new Uint8Array(readFileSync(process.argv[index])));
  pyodide.runPython("convert()");
  writeFileSync(process.argv[index + 1], pyodide.FS.readFile("/target.zip"));
}
