// Ajv. The second argument says how: `strict` allows the annotations and nothing else that is unknown, `lax` ignores what is
// unknown, `default` has no options.
import Ajv2020 from "ajv/dist/2020.js";
import { judge } from "./judging.mjs";

const OPTIONS = { strict: { strict: true }, lax: { strict: false }, default: {} };
const mode = process.argv[3];

function annotations(value, found = new Set()) {
  if (typeof value === "object" && value !== null) {
    for (const [name, member] of Object.entries(value)) {
      if (name.startsWith("x-")) found.add(name);
      annotations(member, found);
    }
  }
  return found;
}

await judge((schemas, schema) => {
  const ajv = new Ajv2020.default(OPTIONS[mode]);
  if (mode === "strict") ajv.addVocabulary([...annotations(schemas)]);
  ajv.addSchema(schemas);
  return ajv.compile(schema);
});
