// @hyperjump/json-schema.
import { registerSchema, unregisterSchema, validate } from "@hyperjump/json-schema/draft-2020-12";
import { judge } from "./judging.mjs";

const registered = [];

await judge(async (schemas, schema) => {
  // All share one registry, and the views have the same identifiers.
  for (const identifier of registered.splice(0)) unregisterSchema(identifier);
  for (const each of [...schemas, schema]) {
    registerSchema(each);
    registered.push(each.$id);
  }
  const accepts = await validate(schema.$id);
  return (payload) => accepts(payload).valid;
});
