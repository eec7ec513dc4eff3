"""``chartside plugins run risk-models train MODEL DATA``: make a model anew from its data."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from plugins.risk_models.artefacts import FOLDER, ArtefactError
from plugins.risk_models.training import MODELS


def train(words: Sequence[str]) -> int:
    """Train a model and write it where the site's own artefacts are; return 0, or 2 with a sentence on what is wrong."""
    parser = argparse.ArgumentParser(prog="chartside plugins run risk-models train", description=__doc__)
    parser.add_argument("model", choices=sorted(MODELS))
    parser.add_argument("data", type=Path, help="where its data are; the plugin's README says which, and whence")
    parser.add_argument("--version", help="of the artefact; left out, that of the training itself")
    knowledge = Path(os.environ.get("CHARTSIDE_KNOWLEDGE", ".chartside/knowledge"))
    parser.add_argument(
        "--into", type=Path, default=knowledge / FOLDER, help="the folder of the artefacts (%(default)s)"
    )
    given = parser.parse_args(list(words))
    try:
        trained = import_module(MODELS[given.model]).train(given.data, version=given.version)
        folder = trained.write(given.into)
    except ImportError as error:
        sys.stderr.write(f"chartside: training needs {error.name}: pip install 'chartside[evaluation]'\n")
        return 2
    except (ArtefactError, OSError) as error:
        sys.stderr.write(f"chartside: {error}\n")
        return 2
    sys.stdout.write(f"{trained.name} {trained.version} {trained.sha256}\n{folder}\n")
    for name, measure in trained.evaluation["measures"].items():
        interval = f" ({measure['low']} to {measure['high']})" if "low" in measure else ""
        sys.stdout.write(f"  {name} {measure['value']}{interval}\n")
    return 0
