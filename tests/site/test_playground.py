"""The playground in Chromium: paste, fix, drop, large payloads, no network, keyboard, narrow and dark screens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from chatlayer_session import Kind
from chatlayer_session.testing.strategies import raw_payloads
from tests.properties.corruptions import corrupted
from tools.site.playground import as_printed

if "site" not in os.environ.get("CHATLAYER_SESSION_REQUIRE", "").split():
    pytest.importorskip("playwright")
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from .playground import Playground

PROJECT = Path(__file__).resolve().parents[2]
DETECTED = (Kind.SESSION, Kind.INTERNAL)
TABS = ("Findings", "What is in it", "Write")


@pytest.fixture
def printed(examples: Path) -> str:
    """Return the example of the platform's page, as printed."""
    return as_printed((examples / "documented.json").read_text(encoding="utf-8"))


def test_page_is_usable_before_the_runtime_has_loaded(
    watched: Callable[[], tuple[Page, list[str]]], address: str
) -> None:
    """The text, the editor and the examples work without the runtime; its failure names the file."""
    page, faults = watched()
    page.route("**/runtime/python.zip", lambda route: route.fulfill(status=404))
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Check a Chatlayer session")
    page.locator("#example").select_option("printed")
    assert page.locator("#editor .cm-line").first.inner_text() == "{"
    expect(page.locator("#loading-text")).to_contain_text(
        "could not be loaded (python.zip: the server answered 404)", timeout=90_000
    )
    assert [fault for fault in faults if "404" not in fault] == []


def test_pasted_payload_has_marks_and_fixes(playground: Playground, printed: str) -> None:
    """The printed example has three findings with their places; two fixes at once and one alone make it valid."""
    playground.paste(printed)
    playground.expect("invalid: 3 errors")
    assert playground.texts("place") == ["line 29, column 8", "line 30, column 4", "line 35, column 4"]
    assert playground.marks() == ['"currentDialogstate"', '"previousDialogstate"']
    expect(playground.page.locator("#editor .cm-lintPoint-error")).to_have_count(1)  # at the end of a line
    expect(playground.gutter()).to_have_count(3)
    playground.page.get_by_role("button", name="Apply fix: add `,` at the end of line 34").click()
    playground.expect("invalid: 2 errors")
    playground.page.get_by_role("button", name="Apply all 2 fixes").click()
    playground.expect("valid: no findings")
    assert playground.marks() == []
    playground.editor.press("Control+z")
    playground.expect("invalid: 2 errors")


def test_finding_leads_to_its_place_and_its_rule(playground: Playground) -> None:
    """The place selects the marked text, the rule is a link to its page, and an accepted field has no finding."""
    playground.load("realistic.json")
    playground.expect("unstable: 7 unstable fields")
    playground.findings.first.locator(".place").click()
    assert playground.page.evaluate("() => getSelection().toString()") == '"lastName"'
    link = playground.findings.first.get_by_role("link", name="unstable-field")
    assert link.get_attribute("href") == "../rules/unstable-field/"
    playground.page.get_by_role("button", name="Accept /user/lastName").click()
    playground.expect("unstable: 6 unstable fields")
    assert playground.page.locator("#accepted").input_value() == "/user/lastName"


def test_options_change_the_verdict(playground: Playground) -> None:
    """A write is valid as a write only, and the chosen schema version is used."""
    playground.replace('{"namespace": "order", "data": {}}')
    playground.expect("invalid")
    playground.page.locator("#kind").select_option("write")
    playground.expect("valid: no findings; write")
    playground.page.locator("#version").select_option("1.0.0")
    playground.expect("1.0.0")


def test_dropped_file_is_checked_as_it_is(playground: Playground, examples: Path) -> None:
    """The bytes of a file are checked, until somebody edits the text that the editor shows."""
    playground.drop((examples / "rules" / "encoding.json").read_bytes(), "encoding.json")
    playground.expect("invalid: 1 error")
    assert playground.findings.get_by_role("link").all_inner_texts() == ["encoding"]
    playground.editor.press("Control+End")
    playground.page.keyboard.insert_text(" ")
    playground.expect("valid: no findings")


def test_payload_adds_nothing_to_the_page(playground: Playground) -> None:
    """Names with markup are text."""
    playground.replace('{"internal": {"<img src=x onerror=alert(1)>": 1, "locale": "<b>"}}')
    playground.expect("invalid")
    assert playground.page.locator("#findings img, #findings b").count() == 0
    assert "/internal/<img src=x onerror=alert(1)>" in playground.texts("pointer")


def test_ten_megabytes_do_not_block_the_page(playground: Playground) -> None:
    """While the worker checks, the page answers; the list of findings has a limit that it shows."""
    fields = "".join(f'  "f{number}": "{"x" * 1000}",\n' for number in range(10_500))
    content = f'{{"internal": {{\n{fields}  "locale": "x"}}}}'.encode()
    playground.page.locator("#file").set_input_files(
        {"name": "large.json", "mimeType": "application/json", "buffer": content}
    )
    expect(playground.verdict).to_have_attribute("aria-busy", "true")
    playground.page.get_by_role("tab", name="Write").click()
    expect(playground.page.get_by_role("tab", name="Write")).to_have_attribute("aria-selected", "true")
    assert playground.verdict.get_attribute("aria-busy") == "true"
    playground.open_tab("Findings")
    expect(playground.verdict).to_contain_text("unstable fields", timeout=90_000)
    expect(playground.findings).to_have_count(500)
    expect(playground.page.locator("#more")).to_contain_text("more findings not listed and not marked")
    expect(playground.page.locator("#notes")).to_contain_text("without colors")
    playground.replace("")
    playground.expect("Nothing to check yet.")


def test_size_tab_shows_what_takes_space(playground: Playground) -> None:
    """The largest member comes first, and its members appear when somebody opens it."""
    playground.load("realistic.json")
    playground.open_tab("What is in it")
    items = playground.page.locator("#sizes > li")
    expect(items.first).to_contain_text("history")
    expect(items.first).to_contain_text("unstable")
    items.first.locator("summary").click()
    expect(items.first.locator("ul > li").first).to_be_visible()


def test_write_tab_compares_before_and_after(playground: Playground) -> None:
    """A change of `internal` is a finding in the second editor, one of a variable is allowed."""
    playground.load("session.json")
    playground.open_tab("Write")
    playground.page.get_by_role("button", name="Load an example").click()
    verdict = playground.page.locator("#write-verdict")
    expect(verdict).to_have_text("invalid: 1 finding, 0 allowed changes")
    assert playground.page.locator("#after .cm-lintRange").all_inner_texts() == ['"nl-be"']
    playground.page.locator("#write-kind").select_option("answer")
    playground.page.get_by_role("button", name="Load an example").click()
    expect(verdict).to_have_text("valid: 0 findings, 1 allowed change")
    expect(playground.page.locator("#changes")).to_contain_text("allowed /order: changed in 1 place")


def test_page_works_without_network_after_loading(playground: Playground, printed: str) -> None:
    """Views that were not used before work too."""
    playground.page.context.set_offline(True)
    try:
        playground.paste(printed)
        playground.expect("invalid: 3 errors")
        playground.load("session.json")
        for tab in TABS:
            playground.open_tab(tab)
        playground.expect("valid: no findings; session")
    finally:
        playground.page.context.set_offline(False)


@pytest.mark.parametrize("place", ["page", "worker"])
def test_policy_refuses_other_hosts(loaded: tuple[Playground, list[str]], place: str) -> None:
    """Neither the page nor its worker can send a request to another host."""
    playground, faults = loaded
    attempt = """addEventListener("securitypolicyviolation", (event) => report(event.effectiveDirective));
        fetch("https://example.com/").then(() => report("sent"), () => {});"""
    script = f"new Promise((report) => {{ {attempt} }})"
    if place == "worker":
        source = json.dumps(f"const report = postMessage; {attempt}")
        script = f"""new Promise((report) => {{
            const blob = new Blob([{source}], {{ type: "text/javascript" }});
            const worker = new Worker(URL.createObjectURL(blob), {{ type: "module" }});
            worker.onmessage = ({{ data }}) => report(data);
        }})"""
    assert playground.page.evaluate(f"() => {script}") == "connect-src"
    assert not [fault for fault in faults if "Content Security Policy" not in fault]
    faults.clear()


def test_keyboard_reaches_everything(playground: Playground) -> None:
    """The tab key passes through the editor to the findings, and arrow keys change the view."""
    playground.load("printed")
    playground.expect("invalid")
    playground.page.locator("#example").focus()
    reached = []
    for _ in range(24):
        playground.page.keyboard.press("Tab")
        reached.append(playground.page.evaluate("() => document.activeElement.id || document.activeElement.className"))
    wanted = ["kind", "version", "accepted", "file", "cm-content", "tab-findings", "fix-all", "copy-markdown", "place"]
    indices = [next(index for index, name in enumerate(reached) if want in name.split()) for want in wanted]
    assert indices == sorted(indices), reached
    playground.findings.first.locator(".place").press("Enter")
    assert playground.page.evaluate("() => document.activeElement.ariaLabel") == "Payload"
    playground.page.locator("#tab-findings").focus()
    playground.page.keyboard.press("ArrowRight")
    expect(playground.page.locator("#view-sizes")).to_be_visible()
    playground.page.keyboard.press("ArrowLeft")
    expect(playground.page.locator("#view-findings")).to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 2200])
def test_page_fits_the_screen(playground: Playground, width: int) -> None:
    """No view needs to be scrolled sideways."""
    playground.load("realistic.json")
    playground.expect("unstable")
    playground.page.set_viewport_size({"width": width, "height": 800})
    for tab in TABS:
        playground.open_tab(tab)
        assert playground.page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(
    playground: Playground, severe: Callable[[Page], list[Any]], scheme: Any, printed: str
) -> None:
    """Neither with findings of each severity, nor in the other views, in light and in dark."""
    playground.page.emulate_media(color_scheme=scheme)
    background = playground.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 28)"}[scheme]
    playground.replace(printed)
    playground.expect("invalid")
    assert severe(playground.page) == []
    playground.load("session.json")
    playground.expect("valid")
    for tab in TABS[1:]:
        playground.open_tab(tab)
        if tab == "Write":
            playground.page.get_by_role("button", name="Load an example").click()
            expect(playground.page.locator("#write-verdict")).to_contain_text("finding")
        assert severe(playground.page) == []


@pytest.mark.parametrize("form", ["json", "markdown"])
def test_copied_report_is_that_of_the_command(playground: Playground, examples: Path, form: str) -> None:
    """A copied report has no values of the payload."""
    content = (examples / "realistic.json").read_bytes()
    playground.drop(content, "realistic.json")
    playground.expect("unstable: 7")
    playground.page.get_by_role("button", name=f"as {form}", exact=False).click()
    expect(playground.page.locator("#copied")).to_have_text("Copied.")
    copied = playground.page.evaluate("() => navigator.clipboard.readText()")
    assert [copied] == command_reports([content], form)


def payloads() -> list[bytes]:
    """Return 300 payloads: valid, unstable, corrupted and not even UTF-8."""
    raw = [raw_payloads(kind, unstable=True, byte_order_mark=True).map(lambda made: made.data) for kind in DETECTED]
    texts = corrupted().map(lambda text: text.encode(errors="replace"))
    damaged = st.tuples(st.one_of(raw), st.integers(0, 400), st.binary(min_size=1, max_size=3)).map(
        lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] + 1 :]
    )
    collected: list[bytes] = []

    @settings(max_examples=300, derandomize=True, database=None, phases=[Phase.generate], deadline=None)
    @given(st.one_of(texts, damaged, *raw))
    def collect(data: bytes) -> None:
        collected.append(data)

    collect()
    return collected


def command_reports(payloads: list[bytes], form: str) -> list[str]:
    """Return the reports of the command, from a process without a browser."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.site.command_reports", form],
        input="".join(f"{b64encode(data).decode()}\n" for data in payloads),
        capture_output=True,
        text=True,
        cwd=PROJECT,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_worker_reports_as_the_command_does(playground: Playground) -> None:
    """The JSON reports on 300 payloads equal those of `validate --format json` byte for byte."""
    drawn = payloads()
    assert len(drawn) >= 300
    reports = playground.page.evaluate(
        """async (payloads) => {
            const { Client } = await import("./client.js");
            const client = new Client();
            const options = JSON.stringify({ schema_version: "1", kind: "auto" });
            const reports = [];
            for (const payload of payloads) {
                const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
                reports.push(await client.call("report", bytes, options, "json"));
            }
            client.worker.terminate();
            return reports;
        }""",
        [b64encode(data).decode() for data in drawn],
    )
    for data, report, expected in zip(drawn, reports, command_reports(drawn, "json"), strict=True):
        assert report == expected, data
    verdicts = [verdict for report in reports for verdict, count in json.loads(report)["summary"].items() if count == 1]
    assert {"valid", "unstable", "invalid"} <= set(verdicts)
