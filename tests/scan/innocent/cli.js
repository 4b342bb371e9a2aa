const yargs = require("yargs");
const args = yargs.option("internal", { type: "boolean" }).parse();
const { internal } = require("./internal");

function publish(args) {
  if (args.internal) return internal.publish(args.name, "internal");
  return external.publish(args.name);
}

publish(args);
for (const key of Object.keys(internal.registry.hosts)) console.log(`${key}: ${internal.registry.hosts[key]}`);
module.exports = { internal: internal.usr, publish };
