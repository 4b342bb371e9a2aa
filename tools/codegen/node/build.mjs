// Reads {"FAMILY/VERSION": {"types": SCHEMA, "schemas": [SCHEMA], "validators": [{"name", "id", "type", "comment"}]}}
// from standard input, and writes {"FAMILY/VERSION": {"index.mjs": TEXT, "index.d.ts": TEXT}} to standard output.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import Ajv2020 from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { compile } from "json-schema-to-typescript";

const require = createRequire(import.meta.url);
const HEADER = "// Generated from the schemas of chatlayer-session by `python -m tools.codegen write javascript`; do not edit.\n";
const RUNTIME = /const (\w+) = require\("(ajv\/dist\/runtime\/\w+)"\)\.default;?/g;

const DECLARATIONS = `
/** One violation of a schema. It contains no value of the data. */
export interface Violation {
  /** JSON Pointer into the data. */
  instancePath: string;
  /** Reference to the constraint in the schema. */
  schemaPath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

/** Returns whether data is valid against a schema. \`errors\` are those of the latest call, or null. */
export interface Validate<T> {
  (data: unknown): data is T;
  errors?: Violation[] | null;
}
`;

function validatorCode(schemas, validators) {
  const code = { source: true, esm: true, lines: true };
  // Inlined references would make the code several times as long.
  const ajv = new Ajv2020.default({ schemas, allErrors: true, strict: true, allowUnionTypes: true, inlineRefs: false, code });
  const names = Object.fromEntries(validators.map(({ name, id }) => [name, id]));
  const text = standaloneCode.default(ajv, names).replace(
    RUNTIME,
    (_, name, module) => `const ${name} = ${require(module).default.toString()};`,
  );
  if (/\brequire\(|\bimport\b/.test(text)) throw new Error("the validators would import something at run time");
  return `${HEADER}${text.trimEnd()}\n`;
}

// json-schema-to-typescript adds an interface for the missing root of the schema, and remarks that mention it.
const ROOT = /export interface Root \{\n {2}\[k: string\]: unknown;\n\}\n/;
const REMARK = /(?:\n \*)?\n \* This interface was referenced by `Root`'s JSON-Schema\n \* via the `definition` "\w+"\./g;

async function declarations(types, validators) {
  const options = { bannerComment: "", unreachableDefinitions: true, style: { printWidth: 120 } };
  const interfaces = (await compile(types, "Root", options)).replace(ROOT, "").replace(REMARK, "");
  if (/\bRoot\b/.test(interfaces)) throw new Error("the output of json-schema-to-typescript mentions the root in an unknown way");
  const constants = validators.map(
    ({ name, type, comment }) => `\n/** ${comment} */\nexport declare const ${name}: Validate<${type}>;\n`,
  );
  return HEADER + interfaces.replaceAll("/**\n */\n", "") + DECLARATIONS + constants.join("");
}

const output = {};
for (const [folder, { types, schemas, validators }] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  output[folder] = {
    "index.mjs": validatorCode(schemas, validators),
    "index.d.ts": await declarations(types, validators),
  };
}
process.stdout.write(JSON.stringify(output));
