#!/usr/bin/env bash
# Checks everything that describes containers and monitoring, without a container engine.
#
#   deploy/validate/validate.sh [--quick | --all]
#
# --quick (the default) needs Python and, for promtool, Prometheus on the PATH or a Debian. --all also needs Go and
# builds an OpenTelemetry collector (four to six minutes on two cores, the first time) and the services. Tools are installed into
# $RECURRA_VALIDATE_CACHE, by default ~/.cache/recurra-validate.
# Ends with 0 when all is well, 1 when a check failed, 2 when none failed but one could not be run.
set -uo pipefail

cd "$(dirname "$0")/../.." || exit
here=deploy/validate
cache=${RECURRA_VALIDATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/recurra-validate}
mkdir -p "$cache"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0
missing=0

not_run() { # reason
    echo "$1"
    return 75
}

check() { # title, command...
    local title=$1 status=0 started=$SECONDS
    shift
    "$@" >"$log" 2>&1 || status=$?
    case $status in
        0) printf 'OK       %s (%s s)\n' "$title" $((SECONDS - started)) ;;
        75)
            missing=1
            printf 'NOT RUN  %s: %s\n' "$title" "$(tail -n 1 "$log")"
            ;;
        *)
            failed=1
            printf 'FAILED   %s\n' "$title"
            sed 's/^/         /' "$log"
            ;;
    esac
}

# --- tools, each installed once ---------------------------------------------------------------------------------------

python_tools() {
    local venv
    venv=$cache/python-$(cksum <"$here/requirements.txt" | cut -d ' ' -f 1)
    if [ ! -e "$venv/complete" ]; then
        command -v python3 >/dev/null || not_run "needs Python 3" || return
        { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet --requirement "$here/requirements.txt"; } ||
            not_run "the Python packages of $here/requirements.txt could not be installed (Debian: apt-get install python3-venv)" || return
        touch "$venv/complete"
    fi
    PATH=$venv/bin:$PATH
}

promtool_tool() {
    PATH=$PATH:$cache/prometheus/usr/bin
    command -v promtool >/dev/null && return
    command -v apt-get >/dev/null || not_run "needs promtool; install Prometheus" || return
    (
        cd "$cache" || exit
        apt-get download --quiet=2 prometheus || { apt-get update --quiet=2 && apt-get download --quiet=2 prometheus; } || exit
        dpkg-deb --extract prometheus_*.deb prometheus
    ) || not_run "promtool could not be installed from the Debian package prometheus"
}

go_tool() {
    command -v go >/dev/null || not_run "needs Go"
}

# --- checks -----------------------------------------------------------------------------------------------------------

yaml_files() {
    git ls-files --cached --others --exclude-standard -- docker-compose.yml 'deploy/observability/**.yml' \
        'deploy/observability/**.yaml' 'deploy/validate/*.yml'
}

shell_files() {
    git ls-files --cached --others --exclude-standard -- '*.sh' recurra .ci/run
}

yaml_style() {
    python_tools && yaml_files | xargs yamllint --strict --config-file "$here/yamllint.yml"
}

shell_lint() {
    python_tools && shell_files | xargs shellcheck --external-sources
}

compose_schema() {
    python_tools && check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
}

compose_rules() {
    python_tools && python3 "$here/compose_rules.py"
}

compose_load() {
    go_tool && go run -C "$here/compose" . "$PWD/docker-compose.yml" "$PWD/deploy/images/compose.env.example"
}

dockerfile_lint() {
    python_tools && hadolint deploy/images/Dockerfile
}

prometheus_config() {
    promtool_tool && promtool check config --lint=all --lint-fatal deploy/observability/prometheus.yml
}

alert_tests() {
    promtool_tool && promtool test rules "$here/alerts_test.yml"
}

dashboard_expressions() {
    python_tools && promtool_tool &&
        python3 "$here/monitoring.py" expressions >"$cache/dashboards.rules" &&
        promtool check rules --lint=all "$cache/dashboards.rules"
}

metric_names() {
    python_tools && python3 "$here/monitoring.py" check
}

collector_config() {
    local built
    built=$cache/collector-$(cksum <"$here/collector-build.yml" | cut -d ' ' -f 1)
    if [ ! -x "$built/otelcol" ]; then
        go_tool || return
        sed "/^dist:/a\\  output_path: $built" "$here/collector-build.yml" >"$cache/collector-build.yml"
        go run go.opentelemetry.io/collector/cmd/builder@v0.160.0 --config "$cache/collector-build.yml" || return
    fi
    "$built/otelcol" validate --config deploy/observability/collector.yaml
}

# Builds what the images hold with the images' own script, starts the simulator as its image does and asks its health.
image_content() {
    local simulator status
    [ -n "${JAVA_HOME:-}" ] || not_run "needs JAVA_HOME, a JDK of at least 25" || return
    deploy/images/assemble.sh "$cache/images" || return
    RECURRA_SIMULATOR_PORT=18090 "$JAVA_HOME/bin/java" -javaagent:"$cache/images/opentelemetry-javaagent.jar" \
        -Dotel.javaagent.enabled=false -cp "$cache/images/simulator/app/*:$cache/images/simulator/lib/*" \
        recurra.simulator.SimulatorApplication &
    simulator=$!
    for _ in $(seq 60); do
        deploy/images/healthcheck.sh 18090 && status=0 && break
        status=1
        sleep 1
    done
    kill "$simulator"
    return "$status"
}

case ${1:---quick} in
    --quick | --all) ;;
    *)
        sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0"
        exit 64
        ;;
esac

check "docker-compose.yml against the Compose specification's JSON Schema" compose_schema
check "docker-compose.yml against the project's own rules" compose_rules
check "Dockerfile, hadolint" dockerfile_lint
check "Prometheus configuration and alert rules, promtool" prometheus_config
check "alerts fire when they should, promtool" alert_tests
check "dashboards: every expression parses, promtool" dashboard_expressions
check "dashboards and alerts: every metric and label is listed, every alert has its page" metric_names
check "YAML style, yamllint" yaml_style
check "shell scripts, shellcheck" shell_lint
if [ "${1:-}" = --all ]; then
    check "docker-compose.yml loaded by Compose's own library" compose_load
    check "collector configuration, otelcol validate" collector_config
    check "image content is built and the simulator starts from it" image_content
fi

[ "$failed" = 0 ] || exit 1
[ "$missing" = 0 ] || exit 2
