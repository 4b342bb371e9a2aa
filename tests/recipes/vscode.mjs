// Validates payloads by .vscode/settings.json, with the JSON language service of VS Code; run in the workspace.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import languageService from "vscode-json-languageservice";

const { getLanguageService, TextDocument } = languageService;
const workspace = `${pathToFileURL(process.cwd())}/`;
const settings = JSON.parse(readFileSync(".vscode/settings.json", "utf8"));
const service = getLanguageService({ schemaRequestService: async (uri) => readFileSync(new URL(uri), "utf8") });
service.configure({
  validate: true,
  // In VS Code, a relative address starts at the workspace.
  schemas: settings["json.schemas"].map(({ fileMatch, url }) => ({
    uri: new URL(url, workspace).href,
    fileMatch,
    folderUri: workspace.slice(0, -1),
  })),
});
for (const name of process.argv.slice(2)) {
  const document = TextDocument.create(new URL(name, workspace).href, "json", 1, readFileSync(name, "utf8"));
  const diagnostics = await service.doValidation(document, service.parseJSONDocument(document));
  if (diagnostics.length > 0) console.log(`${name}: rejected`);
}
