"""Validates responses against OpenAI's own API description."""

import jsonschema
import yaml


class ApiDescription:
    def __init__(self, file):
        with open(file, encoding="utf-8") as text:
            document = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        self.components = {"schemas": _with_null(document["components"]["schemas"])}
        self.validators = {}

    def flaws(self, name, document):
        """What in a document departs from the named schema, without list positions, so that two documents compare."""
        if name not in self.validators:
            schema = {"$ref": f"#/components/schemas/{name}", "components": self.components}
            self.validators[name] = jsonschema.Draft202012Validator(schema)
        return {_flaw(error) for error in self.validators[name].iter_errors(document)}


def _with_null(schema):
    """The description is OpenAPI 3.1 and still says `nullable` in places, which JSON Schema does not know."""
    if isinstance(schema, list):
        return [_with_null(element) for element in schema]
    if not isinstance(schema, dict):
        return schema
    copied = {name: _with_null(value) for name, value in schema.items()}
    return {"anyOf": [copied, {"type": "null"}]} if schema.get("nullable") is True else copied


def _flaw(error):
    path = "".join("[]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
    if error.validator == "required":
        missing = [name for name in error.validator_value if name not in error.instance]
        return f"{path} lacks {', '.join(missing)}".strip()
    if error.instance is None:
        return f"{path} is null"
    return f"{path} breaks '{error.validator}'"
