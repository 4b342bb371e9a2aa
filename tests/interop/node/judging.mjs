// Reads jobs from the file that the first argument names, and writes the verdicts on their payloads: a list for each job, or why it was refused.
import { readFileSync } from "node:fs";

// `prepare` takes the schemas of a version and the one to hold payloads to, and returns a predicate or a promise of one.
export async function judge(prepare) {
  const answers = [];
  for (const { schemas, schema, payloads } of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
    let accepts;
    try {
      accepts = await prepare(schemas, schema);
    } catch (error) {
      answers.push(error.message);
      continue;
    }
    answers.push(payloads.map((payload) => accepts(payload)));
  }
  process.stdout.write(JSON.stringify(answers));
}
