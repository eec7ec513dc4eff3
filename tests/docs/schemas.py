"""The published schemas, ready to hold a document against."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry

ROOT = Path(__file__).parents[2]
RECEIPT = "org.chartside.receipt"
SCHEMAS = {path.stem: json.loads(path.read_bytes()) for path in sorted((ROOT / "docs" / "schema").glob("*.json"))}
REGISTRY = Registry([(schema["$id"], schema) for schema in SCHEMAS.values()])


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[name], registry=REGISTRY)


def holds(name: str, instance: Any) -> None:
    errors = [
        f"{'/'.join(map(str, e.instance_path))}: {e.message[:300]}" for e in validator(name).iter_errors(instance)
    ]
    assert errors == [], f"{name}: {errors}"
