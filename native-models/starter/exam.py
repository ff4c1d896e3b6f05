"""Held-out prompts and questions for the evaluation: compositions that no training picture shows."""

import json
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np
from PIL import Image

from art import Art
from grammar import LANGUAGES, prompt
from questions import Exchange, exchanges
from scene import LAYOUTS, Group, Meme, Scene, compositions, held_out, paint, random_meme, random_scene
from things import DYES, GROUNDS, THING, THINGS

CATEGORIES = ("single", "two", "counting", "colours", "position", "attribution")
COLUMNS = 20
KINDS = ("what", "count", "colour", "where", "exists", "meme")


class Drawing(NamedTuple):
    """A prompt to draw, and the scene that would be right."""

    category: str
    language: str
    prompt: str
    scene: Scene


class Asking(NamedTuple):
    """A held-out picture and one question about it."""

    picture: Scene | Meme
    language: str
    exchange: Exchange


def drawings(count: int) -> list[Drawing]:
    """`count` prompts for each of GenEval's six categories."""
    rng = Random("exam drawings")
    made = []
    for category in CATEGORIES:
        taken = 0
        while taken < count:
            scene = _plain(random_scene(rng), category)
            if scene is None or not any(held_out(key) for key in compositions(scene) if _about(key, category)):
                continue
            language = rng.choices(LANGUAGES, (7, 3))[0]
            asked = prompt(scene, rng, language)
            if category == "position" and not _says_where(asked):
                continue
            made.append(Drawing(category, language, asked, scene))
            taken += 1
    return made


def askings(count: int) -> list[Asking]:
    """`count` questions for each kind and language, about pictures with a held-out composition."""
    rng = Random("exam askings")
    wanted = {(kind, language): count for kind in KINDS for language in LANGUAGES}
    made = []
    while any(wanted.values()):
        picture = random_meme(rng) if rng.random() < 0.2 else random_scene(rng)
        if not any(held_out(key) for key in compositions(picture)):
            continue
        language = rng.choice(LANGUAGES)
        for exchange in exchanges(picture, rng, language):
            if wanted.get((exchange.kind, language), 0):
                wanted[exchange.kind, language] -= 1
                made.append(Asking(picture, language, exchange))
                break
    return made


def write_exam(folder: Path, art: Art, count: int) -> None:
    """Everything an evaluation outside Python needs, as files of `folder`.

    `exam.json` has the prompts and the questions. `exam.png` has the pictures asked about and `atlas.png` every thing
    in every colour for a detector, each in cells of `COLUMNS` a row.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked = askings(count)
    _grid([paint(art, asking.picture) for asking in asked]).quantize(256).save(folder / "exam.png", optimize=True)
    variants = [(thing.en, colour) for thing in THINGS for colour in ([None, *DYES] if thing.dyed else [None])]
    _grid([art.sprite(thing, colour, 64) for thing, colour in variants]).save(folder / "atlas.png", optimize=True)
    content = {
        "columns": COLUMNS,
        "layouts": LAYOUTS,
        "grounds": {name: ground.bands[0][1] for name, ground in GROUNDS.items()},
        "atlas": [{"thing": thing, "colour": colour or THING[thing].natural} for thing, colour in variants],
        "drawings": [
            {"category": one.category, "language": one.language, "prompt": one.prompt, "scene": _scene(one.scene)}
            for one in drawings(50)
        ],
        "askings": [
            {"cell": cell, "kind": one.exchange.kind, "language": one.language, "question": one.exchange.question,
             "answer": one.exchange.answer, "slots": list(one.exchange.slots),
             "scene": _scene(one.picture) if isinstance(one.picture, Scene) else None}
            for cell, one in enumerate(asked)
        ],
    }
    (folder / "exam.json").write_text(json.dumps(content, ensure_ascii=False) + "\n")


def _scene(scene: Scene) -> dict:
    groups = [{"thing": group.thing, "count": group.count, "colour": group.colour} for group in scene.groups]
    return {"layout": scene.layout, "ground": scene.ground, "groups": groups}


def _grid(cells: list[np.ndarray]) -> Image.Image:
    cells = cells + [np.zeros_like(cells[0])] * (-len(cells) % COLUMNS)
    return Image.fromarray(np.concatenate([np.concatenate(cells[at : at + COLUMNS], 1) for at in range(0, len(cells), COLUMNS)]))


def _plain(scene: Scene, category: str) -> Scene | None:
    """The scene reduced to what a category asks, or none if it does not fit."""
    groups, layout = scene.groups, scene.layout
    single = len(groups) == 1 and groups[0].count == 1
    pair = len(groups) == 2 and layout in ("beside", "stacked")
    if category == "single" and single and layout == "centre":
        return scene._replace(groups=(Group(groups[0].thing),))
    if category == "colours" and single and layout == "centre" and groups[0].colour:
        return scene
    if category == "counting" and len(groups) == 1 and groups[0].count > 1:
        return scene._replace(groups=(groups[0]._replace(colour=None),))
    if category in ("two", "position") and pair:
        return scene._replace(groups=tuple(group._replace(colour=None) for group in groups))
    if category == "attribution" and pair and all(group.colour for group in groups):
        return scene
    return None


def _about(key: str, category: str) -> bool:
    """Whether a composition is the one that a category tests."""
    about = {"single": "ground", "two": "two", "counting": "count", "colours": "colour", "position": "two", "attribution": ""}
    return key.startswith(about[category])


def _says_where(asked: str) -> bool:
    words = ("left", "right", "above", "below", "under", "top", "왼쪽", "오른쪽", "위에", "아래에")
    return any(word in asked for word in words)
