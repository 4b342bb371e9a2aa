"""An editor that uses an export shows whether a field is promised, and offers known values."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from chatlayer_session import schemas

from .environments import run_checked

if TYPE_CHECKING:
    from pathlib import Path

SERVICE = """
import { readFileSync } from "node:fs";
import languageService from "vscode-json-languageservice";

const { getLanguageService, TextDocument } = languageService;
const service = getLanguageService({ schemaRequestService: async () => readFileSync("schema.json", "utf8") });
service.configure({ schemas: [{ uri: "file:///schema.json", fileMatch: ["*.json"] }] });
const text = '{"history": [], "channel": "", "nlp": {}}';
const document = TextDocument.create("file:///payload.json", "json", 1, text);
const json = service.parseJSONDocument(document);
const at = (mark) => document.positionAt(text.indexOf(mark) + 1);
const hover = async (mark) => {
  const { contents } = await service.doHover(document, at(mark), json);
  return contents.join("").replaceAll("\\\\", "");
};
const completion = await service.doComplete(document, at('""'), json);
console.log(JSON.stringify({
  history: await hover('"history"'),
  channel: await hover('"channel"'),
  values: completion.items.map(({ label }) => label),
}));
"""


@pytest.mark.parametrize("form", ["flat", "draft-07"])
def test_editor_shows_stability_and_known_values(tmp_path: Path, form: str) -> None:
    """The language service of VS Code reads the export of the read-only object."""
    schema: dict[str, Any] = schemas.load("internal", form=form)
    (tmp_path / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "hover.mjs").write_text(SERVICE, encoding="utf-8")
    environment = dict(os.environ)
    run_checked(["npm", "install", "--silent", "vscode-json-languageservice@5"], tmp_path, environment)
    shown = json.loads(run_checked(["node", "hover.mjs"], tmp_path, environment))
    assert shown["history"] == "Earlier steps of the conversation. Unstable: may change or disappear without notice."
    assert "Unstable" not in shown["channel"]
    known = {json.dumps(value) for value in schema["properties"]["channel"]["x-extensible-enum"]}
    assert len(known) == 18
    assert known <= set(shown["values"])
