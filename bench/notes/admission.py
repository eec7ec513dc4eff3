"""Makes admission notes of about four kilobytes out of sentences of our own, for speed: of nobody, and the same each time."""

import random
import tomllib
from pathlib import Path

CHARACTERS = 4_000
SEED = 11


def notes(count: int) -> list[str]:
    """Return so many notes, no two alike."""
    chance = random.Random(SEED)  # noqa: S311 - notes to read, no secret
    table = tomllib.loads(Path(__file__).with_name("admission.toml").read_text(encoding="utf-8"))["sections"]
    return [_note(table, chance) for _ in range(count)]


def _note(table: dict[str, list[str]], chance: random.Random) -> str:
    parts = {heading: chance.sample(sentences, len(sentences)) for heading, sentences in table.items()}
    said: dict[str, list[str]] = {heading: [] for heading in parts}
    while sum(map(len, (line for lines in said.values() for line in lines))) < CHARACTERS:
        heading = min(parts, key=lambda one: len(said[one]) / len(table[one]))
        if not parts[heading]:
            parts[heading] = chance.sample(table[heading], len(table[heading]))
        line = (
            parts[heading]
            .pop()
            .format(
                age=chance.randint(19, 94),
                days=chance.randint(2, 14),
                dose=chance.choice([5, 10, 20, 40, 80]),
                value=chance.randint(2, 180),
            )
        )
        said[heading].append(line)
    return "\n\n".join(f"{heading}:\n" + "\n".join(lines) for heading, lines in said.items()) + "\n"
