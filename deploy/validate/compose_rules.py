"""What docker-compose.yml promises beyond the Compose specification: pinned images, loopback ports, limits, and that
it agrees with the Dockerfile, the Prometheus configuration and the files that it mounts."""

import pathlib
import re
import sys

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SECRETS = "deploy/images/secrets/"


def dockerfile_stages():
    """The stages by name, each as its text."""
    text = (ROOT / "deploy/images/Dockerfile").read_text()
    parts = re.split(r"^FROM \S+ AS (\S+)$", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2]))


def problems():
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services = compose["services"]
    stages = dockerfile_stages()

    for name, service in services.items():
        if not re.search(r":v?\d+\.\d+", service["image"]):
            yield f"{name}: image {service['image']} is not pinned to a version"
        if "restart" not in service:
            yield f"{name}: no restart policy"
        if not {"cpus", "memory"} <= service.get("deploy", {}).get("resources", {}).get("limits", {}).keys():
            yield f"{name}: no limit of cpus and memory"
        for port in service.get("ports", []):
            if not port.startswith("127.0.0.1:"):
                yield f"{name}: port {port} is published beyond the loopback interface"
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            if source.startswith("./") and not (ROOT / source).exists():
                yield f"{name}: {source} does not exist"
        for needed, terms in dict_of(service.get("depends_on", {})).items():
            if terms.get("condition") == "service_healthy" and not has_healthcheck(services[needed], stages):
                yield f"{name}: waits for the health of {needed}, which has no health check"
        if "build" in service:
            yield from build_problems(name, stages.get(service["build"]["target"]))

    for name, secret in compose["secrets"].items():
        if not secret["file"].startswith(SECRETS):
            yield f"secret {name}: {secret['file']} is not below {SECRETS}, which git and the images leave out"

    prometheus = yaml.safe_load((ROOT / "deploy/observability/prometheus.yml").read_text())
    for job in prometheus["scrape_configs"]:
        for target in job["dns_sd_configs"]:
            for host in target["names"]:
                if f"EXPOSE {target['port']}\n" not in stages.get(host, ""):
                    yield f"prometheus job {job['job_name']}: {host} does not listen on {target['port']}"


def dict_of(depends_on):
    return {name: {} for name in depends_on} if isinstance(depends_on, list) else depends_on


def has_healthcheck(service, stages):
    return "healthcheck" in service or "HEALTHCHECK" in stages.get(service.get("build", {}).get("target"), "")


def build_problems(name, stage):
    if stage is None:
        yield f"{name}: the Dockerfile has no such target"
        return
    main = re.search(r'^CMD \["([\w.]+)"\]$', stage, flags=re.M).group(1)
    if not list(ROOT.glob(f"**/src/main/java/{main.replace('.', '/')}.java")):
        yield f"{name}: main class {main} does not exist"
    port = re.search(r"^EXPOSE (\d+)$", stage, flags=re.M).group(1)
    if f'healthcheck.sh", "{port}"' not in stage:
        yield f"{name}: the health check does not ask port {port}"


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found))
    sys.exit(1 if found else 0)
