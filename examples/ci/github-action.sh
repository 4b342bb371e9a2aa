#!/usr/bin/env bash
# Run by action.yml. The inputs are environment variables, so the shell never runs them as code.
set -euo pipefail
unset PYTHONPATH # pip passes it on to processes that are not isolated

refuse() { # report in an annotation and in the summary why there is no report, and exit with $2
    local message=${1//%/%25}
    message=${message//$'\r'/%0D}
    echo "::error title=chatlayer-session::${message//$'\n'/%0A}"
    printf '### chatlayer-session\n\n    %s\n' "${1//$'\n'/$'\n'    }" >>"$GITHUB_STEP_SUMMARY"
    exit "$2"
}

lines() { # set the array "found" to the lines of $1, stripped and without blank lines
    found=()
    while IFS= read -r line || [ -n "$line" ]; do
        line="${line#"${line%%[![:space:]]*}"}"
        line="${line%"${line##*[![:space:]]}"}"
        if [ -n "$line" ]; then found+=("$line"); fi
    done <<<"$1"
}

lines "$INPUT_PATHS"
if [ "${#found[@]}" -eq 0 ]; then
    refuse "the input 'paths' is empty; list files, folders or globs, one per line" 2
fi
paths=("${found[@]}")

python=$(command -v python3 || command -v python || true)
if [ -z "$python" ]; then refuse "Python is missing; run actions/setup-python before this step" 2; fi
if ! "$python" -I -c 'import sys; sys.exit(sys.version_info < (3, 10))'; then
    refuse "Python is too old; run actions/setup-python with Python 3.10 or newer before this step" 2
fi

# All uses of one version of the action in a job share an environment.
environment="$RUNNER_TEMP/chatlayer-session${GITHUB_ACTION_PATH//[^A-Za-z0-9.]/-}"
programs() { if [ -d "$environment/Scripts" ]; then echo "$environment/Scripts"; else echo "$environment/bin"; fi; }
if [ ! -e "$environment/ready" ]; then
    # Isolated (-I), Python imports nothing from the checkout that is the working directory.
    "$python" -I -m venv "$environment" || refuse "the virtual environment cannot be created; see the log" 2
    "$(programs)/python" -I -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH" ||
        refuse "chatlayer-session cannot be installed; see the log" 2
    touch "$environment/ready"
fi

# The report is an output of the step, so the folder stays until the job ends.
folder=$(mktemp -d "$RUNNER_TEMP/chatlayer-session-report.XXXXXX")
arguments=(--no-quiet --no-explain-versions)
arguments+=(--format github --format "markdown=$folder/summary.md" --format "json=$folder/report.json")
# An option replaces the configuration of the repository, so an empty input is not passed.
lines "$INPUT_FAIL_ON"
if [ "${#found[@]}" -gt 0 ]; then arguments+=(--fail-on "${found[*]}"); fi
lines "$INPUT_SCHEMA_VERSION"
if [ "${#found[@]}" -gt 0 ]; then arguments+=(--schema-version "${found[*]}"); fi
lines "$INPUT_FORMAT"
for format in ${found[@]+"${found[@]}"}; do arguments+=("--format=$format"); done
lines "$INPUT_EXCLUDE"
for pattern in ${found[@]+"${found[@]}"}; do arguments+=("--exclude=$pattern"); done

status=0
{
    "$(programs)/python" -I -m chatlayer_session validate "${arguments[@]}" -- "${paths[@]}" 2>&1 >&3 3>&- | tee "$folder/errors" >&2
} 3>&1 || status=$?
if [ ! -s "$folder/summary.md" ] || [ ! -s "$folder/report.json" ]; then
    message=$(sed -e '/^Usage: /,/^$/d' -e 's/^Error: //' "$folder/errors")
    if [ "$status" -eq 0 ]; then status=4; fi
    refuse "${message:-the run ended without a report}" "$status"
fi
cat "$folder/summary.md" >>"$GITHUB_STEP_SUMMARY"
# A run that could not read everything has no verdict, so a later step cannot take it for a good one.
"$(programs)/python" -I -c '
import json, sys
report, status = sys.argv[1:]
with open(report, "rb") as file:
    counts = json.load(file)["summary"]
complete = status in ("0", "1", "3") and counts["payloads"] > 0
verdict = next((name for name in ("invalid", "unstable", "valid") if counts[name]), "")
print(f"verdict={verdict if complete else str()}", f"report={report}", sep="\n")
for name in ("payloads", "unstable", "invalid"):
    print(f"{name}={counts[name]}")
' "$folder/report.json" "$status" >>"$GITHUB_OUTPUT"
exit "$status"
