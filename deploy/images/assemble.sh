#!/usr/bin/env bash
# Builds the services from source and lays each one out as <target>/<service>/{app,lib}, with the OpenTelemetry agent
# beside them. app/ holds Recurra's own jars and lib/ everything else: a change of our code leaves the large layer alone.
# The images run this in their build stage; it runs the same way without a container.
set -euo pipefail

target=${1:?usage: assemble.sh <target folder>}
mkdir -p "$target"
target=$(cd "$target" && pwd)
cd "$(dirname "$0")/../.."
modules=(gateway admin-api embedder indexer deploy/simulator)

rm -rf "${modules[@]/%//target/dependency}"
mvn -B -q -ntp -Dquick=true -Dmaven.test.skip=true -DincludeScope=runtime \
    -pl "$(IFS=,; echo "${modules[*]}")" -am package dependency:copy-dependencies
# shellcheck disable=SC2016 # Maven fills the version in, from the root pom.
mvn -B -q -ntp -N dependency:copy -Dmdep.stripVersion=true -DoutputDirectory="$target" \
    -Dartifact='io.opentelemetry.javaagent:opentelemetry-javaagent:${opentelemetry-javaagent.version}'

for module in "${modules[@]}"; do
    layout=$target/$(basename "$module")
    rm -rf "$layout"
    mkdir -p "$layout/app" "$layout/lib"
    cp "$module"/target/dependency/*.jar "$layout/lib/"
    find "$layout/lib" -name 'recurra-*.jar' -exec mv -t "$layout/app" {} +
    cp "$module"/target/recurra-*.jar "$layout/app/"
done
