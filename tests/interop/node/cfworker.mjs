// @cfworker/json-schema.
import { Validator } from "@cfworker/json-schema";
import { judge } from "./judging.mjs";

await judge((schemas, schema) => {
  const validator = new Validator(schema, "2020-12");
  for (const each of schemas) validator.addSchema(each);
  return (payload) => validator.validate(payload).valid;
});
