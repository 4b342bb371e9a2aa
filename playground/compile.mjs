// Compile the Python files in a zip file with the Python that runs them: node compile.mjs FROM TO
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const [, , source, target] = process.argv;
const pyodide = await loadPyodide({ env: { PYTHONHASHSEED: "0" } });
pyodide.FS.writeFile("/source.zip", new Uint8Array(readFileSync(source)));
pyodide.runPython(`
import importlib._bootstrap_external as bootstrap
from importlib.util import source_hash
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

with ZipFile("/source.zip") as source, ZipFile("/target.zip", "w", ZIP_DEFLATED, compresslevel=9) as target:
    for name in source.namelist():
        data = source.read(name)
        if name.endswith(".py"):
            code = compile(data, name, "exec", dont_inherit=True)
            # Hash-based and unchecked: Python compares neither a time nor the source with it.
            data = bootstrap._code_to_hash_pyc(code, source_hash(data), False)
            name += "c"
        # One date for all files: equal content gives an equal archive.
        target.writestr(ZipInfo(name), data, ZIP_DEFLATED)
`);
writeFileSync(target, pyodide.FS.readFile("/target.zip"));
