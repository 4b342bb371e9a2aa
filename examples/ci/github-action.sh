#!/usr/bin/env bash
# Run by action.yml. The inputs are environment variables, so the shell never runs them as code.
set -euo pipefail

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
    echo "::error title=chatlayer-session::the input 'paths' is empty; list files, folders or globs, one per line"
    exit 2
fi
paths=("${found[@]}")

python=$(command -v python3 || command -v python || true)
if [ -z "$python" ]; then
    echo "::error title=chatlayer-session::Python is missing; run actions/setup-python before this step"
    exit 2
fi

# All uses of one version of the action in a job share an environment.
environment="$RUNNER_TEMP/chatlayer-session${GITHUB_ACTION_PATH//[^A-Za-z0-9.]/-}"
programs() { if [ -d "$environment/Scripts" ]; then echo "$environment/Scripts"; else echo "$environment/bin"; fi; }
if [ ! -e "$environment/ready" ]; then
    # Isolated (-I), Python imports nothing from the checkout that is the working directory.
    "$python" -I -m venv "$environment"
    "$(programs)/python" -I -m pip install --quiet --disable-pip-version-check "$GITHUB_ACTION_PATH"
    touch "$environment/ready"
fi

summary=$(mktemp "$RUNNER_TEMP/chatlayer-session-summary.XXXXXX")
arguments=(--format github --format "markdown=$summary")
# An option replaces the configuration of the repository, so an empty input is not passed.
if [ -n "$INPUT_FAIL_ON" ]; then arguments+=(--fail-on "$INPUT_FAIL_ON"); fi
if [ -n "$INPUT_SCHEMA_VERSION" ]; then arguments+=(--schema-version "$INPUT_SCHEMA_VERSION"); fi
lines "$INPUT_FORMAT"
for format in ${found[@]+"${found[@]}"}; do arguments+=(--format "$format"); done

status=0
"$(programs)/chatlayer-session" validate "${arguments[@]}" -- "${paths[@]}" || status=$?
cat "$summary" >>"$GITHUB_STEP_SUMMARY"
rm -f "$summary"
exit "$status"
