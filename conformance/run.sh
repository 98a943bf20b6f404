#!/usr/bin/env bash
# Runs the OpenAI clients for Python and Node, recorded traffic and BANKING77 against a fresh standalone run. Called by
# ./recurra conformance. RECURRA_SHARED_DATA names the folder with the public data; where it is missing, what needs it is
# said not to have run.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
work=$root/target/conformance
export RECURRA_SHARED_DATA=${RECURRA_SHARED_DATA:-$root/../shared/data}
for tool in python3 npm; do
    command -v "$tool" >/dev/null || { echo "The conformance run needs $tool, which was not found." >&2; exit 1; }
done
mkdir -p "$work"

echo "Installing the clients"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement "$here/python/requirements.txt"
cp "$here/node/package.json" "$here"/node/*.mjs "$work/"
(cd "$work" && npm install --silent --no-audit --no-fund --no-package-lock)

free_ports() { # how many
    python3 - "$1" <<'PY'
import socket, sys
sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in sockets))
PY
}
read -r gateway admin embedder indexer simulator <<<"$(free_ports 5)"
data=$(mktemp -d "$work/data.XXXXXX")
options=(--data "$data" --gateway-port "$gateway" --admin-port "$admin" --embedder-port "$embedder"
    --indexer-port "$indexer" --simulator-port "$simulator")
[ ! -d "$RECURRA_SHARED_DATA/cassettes" ] || options+=(--simulator-cassettes "$RECURRA_SHARED_DATA/cassettes")
trap '"$root/recurra" down "${options[@]}"; rm -rf "$data"' EXIT

"$root/recurra" up --detach "${options[@]}"
export OPENAI_BASE_URL=http://127.0.0.1:$gateway/v1 OPENAI_API_KEY=sk-conformance
export SIMULATOR_URL=http://127.0.0.1:$simulator INDEXER_URL=http://127.0.0.1:$indexer
status=0
echo "== openai for Python"
"$work/venv/bin/python" "$here/python/story.py" || status=1
echo "== openai for Node"
(cd "$work" && OPENAI_API_KEY=sk-conformance-node node story.mjs) || status=1
echo "== recorded OpenAI traffic"
"$work/venv/bin/python" "$here/python/recorded.py" || status=1
echo "== BANKING77"
"$work/venv/bin/python" "$here/python/banking77.py" || status=1
exit $status
