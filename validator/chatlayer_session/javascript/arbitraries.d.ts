import type fc from "fast-check";

/**
 * Returns an arbitrary of the payloads that are valid by a schema, with undeclared members where it allows them.
 *
 * `schema` is an export of this package, such as `chatlayer-session/schemas/session/1.2.0/flat/open/session.json`.
 */
export declare const arbitraryOf: <Payload = unknown>(check: typeof fc, schema: object) => fc.Arbitrary<Payload>;
