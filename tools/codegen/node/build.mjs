// Reads {"FAMILY/VERSION": REQUEST} from standard input, and writes {"FAMILY/VERSION": {"index.mjs": TEXT, "index.d.ts": TEXT}}
// to standard output. tools/codegen/javascript.py makes the requests.
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
  /** Place of the constraint: identifier of the published schema, \`#\`, and JSON Pointer. */
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

/** An unstable field of a payload. It contains no value of the payload. */
export interface UnstableField {
  /** JSON Pointer into the payload. */
  pointer: string;
  reason: string;
}
`;

// Finds unstable fields as the validator does: fields that are declared so, and what no schema declares.
const UNSTABLE_FIELDS = `
const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);
const isObject = (value) => typeOf(value) === "object";

function collect(value, field, pointer, found) {
  if (Array.isArray(value) && field.items) value.forEach((item, index) => collect(item, field.items, pointer + "/" + index, found));
  if (!isObject(value) || !field.members) return;
  for (const [name, member] of Object.entries(value)) {
    // An editor reads it.
    if (pointer === "" && name === "$schema") continue;
    const declared = Object.hasOwn(field.members, name) ? field.members[name] : undefined;
    const place = pointer + "/" + name.replaceAll("~", "~0").replaceAll("/", "~1");
    if (declared && !declared.reason) collect(member, declared, place, found);
    else if (declared) found.push({ pointer: place, reason: declared.reason });
    else if (!field.open) found.push({ pointer: place, reason: UNDOCUMENTED.replace("{type}", typeOf(member)) });
  }
}

export const unstableFields = (payload) => {
  const found = [];
  if (!isObject(payload)) return found;
  if (Object.hasOwn(payload, "internal")) collect(payload.internal, FIELDS, "/internal", found);
  else if (Object.keys(payload).some((name) => Object.hasOwn(FIELDS.members, name))) collect(payload, FIELDS, "", found);
  return found;
};
`;

// Ajv names places from the root of a schema. Each schema here is a document or one of its definitions, so the identifier
// at the start of a function says where the published schema has them.
const PLACE = /\/\*# sourceURL="(.*)" \*\/;\n|schemaPath:"#/g;

function validatorCode({ schemas, places, validators, fields, undocumented }) {
  const code = { source: true, esm: true, lines: true };
  // Inlined references would make the code several times as long.
  const ajv = new Ajv2020.default({ schemas, allErrors: true, strict: true, allowUnionTypes: true, inlineRefs: false, code });
  const names = validators.flatMap(({ name, id, strict }) => [[`validate${name}`, id], [`strict${name}`, strict]]);
  let place = "";
  const text = standaloneCode
    .default(ajv, Object.fromEntries(names))
    .replace(RUNTIME, (_, name, module) => `const ${name} = ${require(module).default.toString()};`)
    .replace(PLACE, (_, id) => {
      if (id === undefined) return `schemaPath:"${place}`;
      place = places[id];
      return "";
    })
    .replace(/^export const strict/gm, "const strict");
  if (/\brequire\(|\bimport\b/.test(text)) throw new Error("the validators would import something at run time");
  if (/schemaPath:"(?!urn:)/.test(text)) throw new Error("a place does not say which schema it is in");
  const strict = validators.map(
    ({ name }) => `export const validate${name}Strict = (data) => (strict${name}(data) ? [] : strict${name}.errors);\n`,
  );
  const constants = `\nconst UNDOCUMENTED = ${JSON.stringify(undocumented)};\nconst FIELDS = ${JSON.stringify(fields)};\n`;
  return `${HEADER}${text.trimEnd()}\n\n${strict.join("")}${constants}${UNSTABLE_FIELDS}`;
}

const SESSION_GUARD = `{
  <Variables extends object = Record<string, unknown>>(data: unknown): data is Session<Variables>;
  errors?: Violation[] | null;
}`;

// json-schema-to-typescript adds an interface for the missing root of the schema, and remarks that mention it.
const ROOT = /export interface Root \{\n {2}\[k: string\]: unknown;\n\}\n/;
const REMARK = /(?:\n \*)?\n \* This interface was referenced by `Root`'s JSON-Schema\n \* via the `definition` "\w+"\./g;
const INTERFACE = /^export interface (\w+) \{\n(?:(?!\}\n).*\n)*\}\n/gm;

function readOnly(text) {
  return text.replace(/^ {2}(?="?[\w$]+"?\??:(?: |$))/gm, "  readonly ").replace(/: (\w+)\[\];$/gm, ": readonly $1[];");
}

function sessionType({ description, internal, variables }) {
  return `/**
 * ${description} The type of the bot builder's variables can be given.
 */
export type Session<Variables extends object = Record<string, unknown>> = {
  /**
   * ${internal}
   */
  readonly internal: Internal;
}${variables ? " & PlatformVariables" : ""} & Variables;
`;
}

async function declarations({ definitions, readOnly: names, session }, validators) {
  const options = { bannerComment: "", unreachableDefinitions: true, style: { printWidth: 120 } };
  const compiled = (await compile({ definitions }, "Root", options)).replace(ROOT, "").replace(REMARK, "");
  if (/\bRoot\b/.test(compiled)) throw new Error("the output of json-schema-to-typescript mentions the root in an unknown way");
  const types = names.map((name) => name[0].toUpperCase() + name.slice(1));
  const interfaces = compiled.replace(INTERFACE, (text, name) => (types.includes(name) ? readOnly(text) : text));
  const constants = validators.map(
    ({ name }) => `
/** Validates data against the schema ${name.toLowerCase()}.${name === "Session" ? " The variables are not validated." : ""} */
export declare const validate${name}: ${name === "Session" ? SESSION_GUARD : `Validate<${name}>`};

/** Returns the violations of the schema ${name.toLowerCase()}, undeclared fields included. */
export declare const validate${name}Strict: (data: unknown) => Violation[];
`,
  );
  const unstable = `
/** Returns the unstable fields of a session or of its internal object. Values of the wrong type are passed over. */
export declare const unstableFields: (payload: unknown) => UnstableField[];
`;
  return HEADER + interfaces.replaceAll("/**\n */\n", "") + sessionType(session) + DECLARATIONS + constants.join("") + unstable;
}

const output = {};
for (const [folder, request] of Object.entries(JSON.parse(readFileSync(0, "utf8")))) {
  output[folder] = {
    "index.mjs": validatorCode(request),
    "index.d.ts": await declarations(request.types, request.validators),
  };
}
process.stdout.write(JSON.stringify(output));
