"""Checks dashboards and alerts against the list of metrics, and the list against running services.

    monitoring.py check               dashboards, alerts, their pages
    monitoring.py expressions         prints the dashboards' expressions as a rule file, for promtool
    monitoring.py live URL...         the metrics pages of running services, together
"""

import json
import pathlib
import re
import sys
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
OBSERVABILITY = ROOT / "deploy/observability"
HISTOGRAM_SUFFIXES = r"_(bucket|count|sum)$"
WORDS = {"by", "without", "on", "ignoring", "group_left", "group_right", "and", "or", "unless", "offset", "bool"}
# Labels that Prometheus adds to every series.
ADDED_LABELS = {"le", "job", "instance"}


def listed_metrics():
    """Name -> (type, labels)."""
    metrics = {}
    for line in (OBSERVABILITY / "metrics.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, kind, *labels = line.split()
            metrics[name] = (kind, set(labels[0].split(",")) if labels else set())
    return metrics


def base_name(series, metrics):
    """The metric that a series belongs to: a histogram or summary has several."""
    return series if series in metrics else re.sub(HISTOGRAM_SUFFIXES, "", series)


def names_and_labels(expression):
    """The metrics and the labels that an expression names. No parser: promtool has parsed it before."""
    labels = set(re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"", expression))
    for clause in re.findall(r"\b(?:by|without|on|ignoring|group_left)\s*\(([^)]*)\)", expression):
        labels |= set(re.findall(r"\w+", clause))
    bare = re.sub(r"\{[^}]*\}|\[[^]]*\]|\b(?:by|without|on|ignoring|group_left)\s*\([^)]*\)", " ", expression)
    bare = re.sub(r"\boffset\s+\w+", " ", bare)
    names = set(re.findall(r"\b[a-z_][a-z0-9_]*\b(?!\s*\()", bare)) - WORDS
    return names, labels


def dashboard_expressions():
    """(panel, expression) of every dashboard."""
    for path in sorted((OBSERVABILITY / "grafana/dashboards").glob("*.json")):
        panels = json.loads(path.read_text())["panels"]
        ids = [panel["id"] for panel in panels]
        assert len(ids) == len(set(ids)), f"{path.name}: panel ids stand more than once"
        for panel in panels:
            for target in panel.get("targets", []):
                yield f"{path.stem}: {panel['title']}", target["expr"].replace("$__rate_interval", "5m")


def alerts():
    for group in yaml.safe_load((OBSERVABILITY / "alerts.yml").read_text())["groups"]:
        yield from group["rules"]


def check():
    metrics = listed_metrics()
    used = list(dashboard_expressions()) + [(rule["alert"], rule["expr"]) for rule in alerts()]
    for where, expression in used:
        names, labels = names_and_labels(expression)
        known = {base_name(name, metrics) for name in names}
        yield from (f"{where}: {name} is not in metrics.txt" for name in known - metrics.keys())
        allowed = ADDED_LABELS.union(*(metrics[name][1] for name in known & metrics.keys()))
        yield from (f"{where}: no metric of it has the label {label}" for label in labels - allowed)

    pages = set(re.findall(r"^## (\w+)$", (ROOT / "docs/operating/alerts.md").read_text(), flags=re.M))
    for rule in alerts():
        if rule["annotations"]["runbook"] != f"docs/operating/alerts.md#{rule['alert'].lower()}":
            yield f"{rule['alert']}: its runbook is not its own section"
    names = {rule["alert"] for rule in alerts()}
    yield from (f"{name}: no section in docs/operating/alerts.md" for name in names - pages)
    yield from (f"docs/operating/alerts.md: {name} is no alert" for name in pages - names)


def live(urls):
    """What the list has and the services at these addresses, taken together, do not expose (they may expose more)."""
    metrics = listed_metrics()
    exposed = {}
    for url in urls:
        with urllib.request.urlopen(url, timeout=10) as response:
            for line in response.read().decode().splitlines():
                if match := re.match(r"(\w+)(?:\{(.*)\})? ", line):
                    labels = set(re.findall(r'(\w+)="', match[2] or ""))
                    exposed.setdefault(base_name(match[1], metrics), set()).update(labels - {"le", "quantile"})
    for name, (_, labels) in metrics.items():
        if name == "up":
            continue  # made by Prometheus itself
        if name not in exposed:
            yield f"{name}: no service exposes it"
        elif missing := labels - exposed[name]:
            yield f"{name}: exposed without the labels {', '.join(sorted(missing))}"


def main(arguments):
    match arguments:
        case ["expressions"]:
            rules = [{"record": "dashboard", "labels": {"panel": panel, "number": str(number)}, "expr": expression}
                     for number, (panel, expression) in enumerate(dashboard_expressions())]
            print(json.dumps({"groups": [{"name": "dashboards", "rules": rules}]}, indent=1))
            return 0
        case ["check"]:
            found = list(check())
        case ["live", *urls] if urls:
            found = list(live(urls))
        case _:
            sys.exit(__doc__)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
