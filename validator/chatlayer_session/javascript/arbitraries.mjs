// Arbitraries of fast-check, made from the schemas.

const KEYWORDS = new Set([
  ...["$comment", "$defs", "$id", "$schema", "definitions", "deprecated", "description", "examples", "readOnly", "title"],
  ...["$ref", "additionalProperties", "allOf", "anyOf", "enum", "items", "maximum", "minimum", "not", "pattern"],
  ...["properties", "required", "type", "unevaluatedProperties"],
]);

/** Returns an arbitrary of the payloads that are valid by a schema, with undeclared members where it allows them. */
export const arbitraryOf = (fc, schema) => {
  const build = (node) => {
    const unknown = Object.keys(node).find((keyword) => !KEYWORDS.has(keyword) && !keyword.startsWith("x-"));
    const isElsewhere = node.$ref && !node.$ref.startsWith("#/");
    if (unknown || isElsewhere) {
      throw new Error(`no arbitrary for ${unknown ?? node.$ref}; use an export of the form flat or draft-07`);
    }
    if (node.$ref) return build(node.$ref.slice(2).split("/").reduce((place, step) => place[step], schema));
    if (node.allOf) return build(node.allOf[0]);
    if (node.anyOf) return fc.oneof(...node.anyOf.map(build));
    if (node.enum) return fc.constantFrom(...node.enum);
    if (node.type === undefined) return fc.jsonValue();
    return fc.oneof(...[node.type].flat().map((type) => BUILD[type](node)));
  };
  const objects = ({ properties = {}, required = [], additionalProperties, unevaluatedProperties }) => {
    const others = additionalProperties ?? unevaluatedProperties ?? true;
    const members = Object.fromEntries(Object.entries(properties).map(([name, member]) => [name, build(member)]));
    const declared = fc.record(members, { requiredKeys: required, noNullPrototype: true });
    if (others === false) return declared;
    const names = fc.string({ maxLength: 20 }).filter((name) => name !== "__proto__" && !Object.hasOwn(properties, name));
    const values = others === true ? fc.jsonValue() : build(others);
    const undeclaredMembers = fc.dictionary(names, values, { maxKeys: 3, noNullPrototype: true });
    return fc.tuple(undeclaredMembers, declared).map(([undeclared, known]) => ({ ...undeclared, ...known }));
  };
  const matches = ({ pattern, enum: values }, text) =>
    (!pattern || new RegExp(pattern, "u").test(text)) && (!values || values.includes(text));
  const strings = ({ pattern, not, "x-extensible-enum": values }) => {
    const text = fc.string().filter((value) => matches({ pattern }, value) && !(not && matches(not, value)));
    return values ? fc.oneof(fc.constantFrom(...values), text) : text;
  };
  const BUILD = {
    array: ({ items = {} }) => fc.array(build(items), { maxLength: 5 }),
    boolean: () => fc.boolean(),
    null: () => fc.constant(null),
    number: ({ minimum: min, maximum: max }) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true }),
    object: objects,
    string: strings,
  };
  return build(schema);
};
