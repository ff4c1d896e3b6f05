"""Scenes: one to four things on a ground, and two-panel memes made of such scenes.

A scene is a description first (`Scene`, `Meme`) and pixels second (`paint`). The description is what the
grammar speaks about; boxes sit on the 8-pixel grid of the picture tokens, so that one thing on one ground becomes the same tokens
every time, wherever it stands.
"""

import hashlib
from random import Random
from typing import NamedTuple

import numpy as np

from art import Art
from things import DYES, GROUNDS, THING, THINGS

SIDE = 96  # pixels of a picture
CELL = 8  # pixels of a picture token
PANEL = 48  # height of one panel of a meme

Box = tuple[int, int, int]  # left, top, side; in pixels

LAYOUTS: dict[str, tuple[Box, ...]] = {
    "centre": ((16, 16, 64),),
    "small": ((32, 32, 32),),
    "left": ((0, 24, 48),),
    "right": ((48, 24, 48),),
    "top": ((24, 0, 48),),
    "bottom": ((24, 48, 48),),
    "top left": ((0, 0, 48),),
    "top right": ((48, 0, 48),),
    "bottom left": ((0, 48, 48),),
    "bottom right": ((48, 48, 48),),
    "beside": ((0, 24, 48), (48, 24, 48)),
    "stacked": ((24, 0, 48), (24, 48, 48)),
    "big and small": ((0, 16, 64), (64, 48, 32)),
    "small and big": ((0, 48, 32), (32, 16, 64)),
    "row": ((0, 32, 32), (32, 32, 32), (64, 32, 32)),
    "triangle": ((24, 0, 48), (0, 48, 48), (48, 48, 48)),
    "square": ((0, 0, 48), (48, 0, 48), (0, 48, 48), (48, 48, 48)),
}
PLACES = ("left", "right", "top", "bottom", "top left", "top right", "bottom left", "bottom right")
PANEL_LAYOUTS: dict[int, tuple[Box, ...]] = {
    1: ((24, 0, 48),),
    2: ((0, 0, 48), (48, 0, 48)),
    3: ((0, 8, 32), (32, 8, 32), (64, 8, 32)),
}
PANEL_SIZES: dict[str, tuple[Box, ...]] = {"big": ((24, 0, 48),), "small": ((32, 8, 32),)}
SIZES = (32, 48, 64)  # every side that a box may have


class Group(NamedTuple):
    """Some things of one kind: `three blue apples`, `a big cat`."""

    thing: str
    count: int = 1
    colour: str | None = None  # None: as its art is
    size: str | None = None  # "big" | "small"


class Scene(NamedTuple):
    """Groups placed by a layout on a ground. The boxes of the layout are filled group by group."""

    groups: tuple[Group, ...]
    layout: str
    ground: str


class Meme(NamedTuple):
    """Two panels, a setup above and a turn below."""

    top: Group
    bottom: Group
    top_ground: str
    bottom_ground: str
    turn: str  # what relates them: "more" | "fewer" | "size" | "colour" | "swap" | "grow" | "mood"


def boxes(scene: Scene) -> list[tuple[Group, Box]]:
    """Which thing stands where, one entry for each thing drawn."""
    members = [group for group in scene.groups for _ in range(group.count)]
    return list(zip(members, LAYOUTS[scene.layout], strict=True))


def placed(picture: Scene | Meme) -> list[tuple[str, Group, Box]]:
    """Every thing drawn with the ground it stands on and its box in the picture. No two boxes share a pixel."""
    if isinstance(picture, Scene):
        return [(picture.ground, group, box) for group, box in boxes(picture)]
    upper = [(picture.top_ground, picture.top, box) for box in panel_boxes(picture.top)]
    lower = [(picture.bottom_ground, picture.bottom, (left, top + PANEL, side)) for left, top, side in panel_boxes(picture.bottom)]
    return upper + lower


def bands(picture: Scene | Meme) -> list[tuple[int, str]]:
    """The grounds of a picture, each with its first row of pixels."""
    if isinstance(picture, Scene):
        return [(0, picture.ground)]
    return [(0, picture.top_ground), (PANEL, picture.bottom_ground)]


def paint(art: Art, picture: Scene | Meme) -> np.ndarray:
    """The pixels of a scene or meme: `[96, 96, 3]` uint8 RGB."""
    return compose(art, bands(picture), [(group, box) for _, group, box in placed(picture)])


def compose(art: Art, grounds: list[tuple[int, str]], things: list[tuple[Group, Box]]) -> np.ndarray:
    """Things in boxes on grounds: `[96, 96, 3]` uint8 RGB."""
    canvas = np.empty((SIDE, SIDE, 3), np.uint8)
    for first, name in grounds:
        canvas[first:] = ground_pixels(name, SIDE - first)
    for group, box in things:
        _place(canvas, art, group, box)
    return canvas


def panel_boxes(group: Group) -> tuple[Box, ...]:
    """Where the things of a meme's panel stand, in the panel's own coordinates."""
    return PANEL_SIZES[group.size] if group.size else PANEL_LAYOUTS[group.count]


def ground_pixels(name: str, height: int) -> np.ndarray:
    """A ground alone, `[height, 96, 3]` uint8 RGB."""
    canvas = np.empty((height, SIDE, 3), np.uint8)
    for first, rgb in GROUNDS[name].bands:
        canvas[first * height // SIDE :] = rgb
    return canvas


def _place(canvas: np.ndarray, art: Art, group: Group, box: Box) -> None:
    left, top, side = box
    sprite = art.sprite(group.thing, group.colour, side)
    alpha = sprite[..., 3:].astype(np.float32) / 255
    under = canvas[top : top + side, left : left + side]
    under[:] = np.rint(sprite[..., :3] * alpha + under * (1 - alpha)).astype(np.uint8)


# Making scenes

FAMILIES = (40, 0, 25, 35, 0, 0, 0, 0)  # how often each family of layouts is; (24, 12, 16, 26, 6, 6, 6, 4) shows all
TAUGHT = (20, 0, 25, 55, 0, 0, 0, 0)  # and in training: two things, with their order and their colours, are learned last


def random_scene(rng: Random, families: tuple[int, ...] = FAMILIES) -> Scene:
    """A scene of one to four things, drawn from every family of layout."""
    family = rng.choices(
        ("one", "placed", "count", "pair", "sizes", "two and one", "three", "four"),
        families,
    )[0]
    ground = rng.choice(list(GROUNDS))
    if family == "one":
        layout = "centre"
        groups = (random_group(rng, ground, size=None if layout == "centre" else layout),)
    elif family == "placed":
        layout = rng.choice(PLACES)
        groups = (random_group(rng, ground),)
    elif family == "count":
        count = rng.choice((2, 3, 4))
        layout = {2: "beside", 3: "triangle", 4: "square"}[count]
        groups = (random_group(rng, ground, count),)
    elif family == "pair":
        layout = rng.choices(("beside", "stacked"), (3, 2))[0]
        groups = _groups(rng, ground, (1, 1))
    elif family == "sizes":
        layout = rng.choice(("big and small", "small and big"))
        sizes = ("big", "small") if layout == "big and small" else ("small", "big")
        groups = tuple(g._replace(size=size) for g, size in zip(_groups(rng, ground, (1, 1)), sizes))
    elif family == "two and one":
        layout = rng.choice(("row", "triangle"))
        groups = _groups(rng, ground, rng.choice(((2, 1), (1, 2))))
    elif family == "three":
        layout = rng.choice(("row", "triangle"))
        groups = _groups(rng, ground, (1, 1, 1))
    else:
        layout = "square"
        groups = _groups(rng, ground, rng.choice(((2, 2), (1, 1, 2), (1, 1, 1, 1))))
    return Scene(groups, layout, ground)


GROWTH = (("egg", "chick"), ("chick", "chicken"))
MOODS = (("happy face", "sad face"), ("sad face", "happy face"), ("happy face", "angry face"),
         ("angry face", "happy face"), ("sad face", "angry face"), ("angry face", "sad face"))
TURNS = ("more", "fewer", "size", "colour", "swap", "grow", "mood")
TURN_SHARES = (4, 4, 4, 4, 6, 0, 0)  # nothing grows or changes its mood yet: the things it takes are not in the world


def random_meme(rng: Random) -> Meme:
    """A meme whose lower panel turns its upper one."""
    turn = rng.choices(TURNS, TURN_SHARES)[0]
    plain = [name for name, ground in GROUNDS.items() if not ground.place]
    grounds = rng.sample(plain, 2)
    thing = rng.choice([t.en for t in THINGS if t.kind != "face"])
    if turn in ("more", "fewer"):
        one, many = Group(thing), Group(thing, rng.choice((2, 3)))
        top, bottom = (one, many) if turn == "more" else (many, one)
    elif turn == "size":
        sizes = rng.sample(("big", "small"), 2)
        top, bottom = (Group(thing, size=size) for size in sizes)
    elif turn == "colour":
        thing = rng.choice([t.en for t in THINGS if t.dyed])
        colours = rng.sample(DYES, 2)
        top, bottom = (Group(thing, colour=colour) for colour in colours)
        grounds = [_contrasting(rng, colour, plain) for colour in colours]
    elif turn == "swap":
        other = rng.choice([t.en for t in THINGS if t.en != thing and t.kind != "face"])
        top, bottom = Group(thing), Group(other)
    else:
        top, bottom = (Group(name) for name in rng.choice(GROWTH if turn == "grow" else MOODS))
    return Meme(top, bottom, *grounds, turn)


def random_group(rng: Random, ground: str, count: int = 1, size: str | None = None, but: set[str] = frozenset()) -> Group:
    """Some things of one kind, not `but` and not of the ground's colour."""
    known = [t for t in THINGS if t.en not in but]
    thing = rng.choices(known, [1.75 if t.dyed else 1.0 for t in known])[0]
    colour = None
    if thing.dyed and rng.random() < 0.75:
        colour = rng.choice([c for c in DYES if c != ground])
    return Group(thing.en, count, colour, size)


def _groups(rng: Random, ground: str, counts: tuple[int, ...]) -> tuple[Group, ...]:
    """Groups of different things."""
    groups: list[Group] = []
    for count in counts:
        groups.append(random_group(rng, ground, count, but={g.thing for g in groups}))
    return tuple(groups)


def _contrasting(rng: Random, colour: str, grounds: list[str]) -> str:
    return rng.choice([ground for ground in grounds if ground != colour])


# Held-out compositions


def compositions(picture: Scene | Meme) -> list[str]:
    """The combinations a picture shows, each a key: what training must never see if it is held out."""
    if isinstance(picture, Meme):
        coloured = [(picture.top, picture.top_ground), (picture.bottom, picture.bottom_ground)]
        keys = [f"meme {picture.turn}: {picture.top[:3]} / {picture.bottom[:3]}"]
        return keys + [_colouring(group, ground) for group, ground in coloured if group.colour]
    keys = []
    for group in picture.groups:
        if group.colour:
            keys.append(_colouring(group, picture.ground))
        if group.count > 1:
            keys.append(f"count: {group.count} {group.thing}")
        if len(picture.groups) == 1 and picture.layout in PLACES:
            keys.append(f"place: {picture.layout} {group.thing}")
        if len(picture.groups) == 1:
            keys.append(f"ground: {group.thing} {picture.ground}")
    things = sorted(group.thing for group in picture.groups)
    keys += [f"two: {a} + {b}" for i, a in enumerate(things) for b in things[i + 1 :]]
    return keys


def _colouring(group: Group, ground: str) -> str:
    return f"colour: {group.colour} {group.thing} on {ground}"


def held_out(key: str) -> bool:
    """One composition in ten is kept for the evaluation; the split hangs on its name alone."""
    return hashlib.sha256(key.encode()).digest()[0] % 10 == 0


def training_scene(rng: Random, families: tuple[int, ...] = FAMILIES) -> Scene:
    """A scene none of whose compositions is held out."""
    while True:
        scene = random_scene(rng, families)
        if not any(held_out(key) for key in compositions(scene)):
            return scene


def training_picture(rng: Random, memes: float = 0.0, families: tuple[int, ...] = FAMILIES) -> Scene | Meme:
    """A scene, or with probability `memes` a meme, none of whose compositions is held out."""
    if rng.random() >= memes:
        return training_scene(rng, families)
    while True:
        meme = random_meme(rng)
        if not any(held_out(key) for key in compositions(meme)):
            return meme


def training_pictures(rng: Random, count: int, memes: float = 0.0) -> list[Scene | Meme]:
    """Pictures in twos, the second of each two but for one detail the first: what is told apart is learned sooner side by side."""
    made: list[Scene | Meme] = []
    while len(made) < count:
        made.append(training_picture(rng, memes, TAUGHT))
        if isinstance(made[-1], Scene) and is_taught(other := near_miss(made[-1], rng)):
            made.append(other)
    return made[:count]


def is_taught(scene: Scene) -> bool:
    """Whether training could have made the scene: nothing held out, every thing apart from its ground, numbers laid out as usual."""
    groups = scene.groups
    usual = {1: "centre", 2: "beside", 3: "triangle", 4: "square"}
    seen = all(group.colour != scene.ground for group in groups)
    return seen and (len(groups) > 1 or scene.layout == usual[groups[0].count]) and not any(held_out(key) for key in compositions(scene))


def near_miss(picture: Scene | Meme, rng: Random) -> Scene | Meme:
    """The same picture but for one detail: a thing, a colour, a number, a place, or who stands where."""
    if isinstance(picture, Meme):
        return picture._replace(top=picture.bottom, bottom=picture.top)
    ways = ["thing", "ground"]
    if any(THING[group.thing].dyed for group in picture.groups):
        ways += ["colour"] * 2
    if picture.layout in PLACES:
        ways += ["place"] * 2
    if len(picture.groups) == 1 and picture.groups[0].count > 1:
        ways += ["count"] * 2
    if len(picture.groups) == 2:
        ways += ["order"] * 3
    way = rng.choice(ways)
    if way == "ground":
        return picture._replace(ground=rng.choice([ground for ground in GROUNDS if ground != picture.ground]))
    if way == "place":
        return picture._replace(layout=rng.choice([place for place in PLACES if place != picture.layout]))
    if way == "order":
        # The boxes of a pair keep their sizes; the things change seats.
        a, b = picture.groups
        swapped = (b._replace(size=a.size, count=a.count), a._replace(size=b.size, count=b.count))
        return picture._replace(groups=swapped)
    index = rng.randrange(len(picture.groups))
    if way == "colour":
        index = rng.choice([i for i, group in enumerate(picture.groups) if THING[group.thing].dyed])
    group = picture.groups[index]
    if way == "thing":
        shown = {g.thing for g in picture.groups}
        other = rng.choice([t for t in THINGS if t.en not in shown and (t.dyed or group.colour is None)])
        changed = group._replace(thing=other.en)
    elif way == "colour":
        changed = group._replace(colour=rng.choice([c for c in DYES if c != group.colour]))
    else:
        count = rng.choice([n for n in (2, 3, 4) if n != group.count])
        changed = group._replace(count=count)
        layouts = {2: ("beside", "stacked"), 3: ("row", "triangle"), 4: ("square",)}
        picture = picture._replace(layout=rng.choice(layouts[count]))
    return picture._replace(groups=(*picture.groups[:index], changed, *picture.groups[index + 1 :]))
