"""A detector that shares nothing with the model: it explains a picture by the art it could be made of.

Every layout is tried; in each of its boxes every thing in every colour is compared with the pixels, at half
resolution; the layout whose repainting is nearest to the picture wins. A thing counts as seen only where it
explains at least half of what stands out from the ground.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from art import Art
from scene import LAYOUTS, SIDE, Box, Scene, ground_pixels
from things import COLOURS, GROUNDS, THINGS

HALF = SIDE // 2
EXPLAINED = 0.5


class Seen(NamedTuple):
    """One thing found: which, in what colour word, where."""

    thing: str
    colour: str | None
    box: Box
    explained: float  # share of the box's difference from the ground that this thing accounts for


class Judge:
    """Looks at uint8 pictures `[128, 128, 3]`."""

    def __init__(self, art: Art):
        self.art = art
        self.variants = [(thing, colour) for thing in THINGS for colour in ([None, *COLOURS] if thing.dyed else [None])]

    def look(self, picture: np.ndarray) -> tuple[list[Seen], str]:
        """The things in a picture, box by box, and the name of its ground."""
        small = _half(picture)
        ground = min(GROUNDS, key=lambda name: np.median(np.abs(small - _half(ground_pixels(name, SIDE))).sum(-1)))
        plain = _half(ground_pixels(ground, SIDE))
        best_error, best = np.inf, []
        for layout in LAYOUTS.values():
            error, seen = ((small - plain) ** 2).sum(), []
            for box in layout:
                found, saved = self._best(small, plain, ground, box)
                error -= saved
                seen.append(found)
            if error < best_error:
                best_error, best = error, seen
        return [one for one in best if one.explained >= EXPLAINED], ground

    def _best(self, small: np.ndarray, plain: np.ndarray, ground: str, box: Box) -> tuple[Seen, float]:
        """The variant nearest to the pixels of a box, and how much of the squared error it saves."""
        left, top, side = (value // 2 for value in box)
        here = small[top : top + side, left : left + side]
        errors = ((self._templates(ground, box) - here) ** 2).sum((1, 2, 3))
        index = int(errors.argmin())
        nothing = ((here - plain[top : top + side, left : left + side]) ** 2).sum()
        thing, colour = self.variants[index]
        explained = 1 - errors[index] / max(nothing, 1e-6)
        return Seen(thing.en, colour or thing.natural, box, float(explained)), float(nothing - errors[index])

    @lru_cache(maxsize=128)
    def _templates(self, ground: str, box: Box) -> np.ndarray:
        """Every variant painted in a box on a ground, `[variants, side, side, 3]`, at half resolution."""
        left, top, side = box
        under = ground_pixels(ground, SIDE)[top : top + side, left : left + side].astype(np.float32)
        painted = []
        for thing, colour in self.variants:
            sprite = self.art.sprite(thing.en, colour, side).astype(np.float32)
            alpha = sprite[..., 3:] / 255
            painted.append(_half(sprite[..., :3] * alpha + under * (1 - alpha)))
        return np.stack(painted)


def agrees(scene: Scene, seen: list[Seen], category: str) -> bool:
    """Whether what was seen is what was asked for: the things and their number, and what the category is about."""
    asked = sorted(group.thing for group in scene.groups for _ in range(group.count))
    if sorted(one.thing for one in seen) != asked:
        return False
    if category in ("colours", "attribution"):
        return all(one.colour == group.colour for group in scene.groups if group.colour for one in seen if one.thing == group.thing)
    if category == "position":
        first, second = (next(one.box for one in seen if one.thing == group.thing) for group in scene.groups)
        axis = 1 if scene.layout == "stacked" else 0
        return first[axis] + first[2] / 2 < second[axis] + second[2] / 2
    return True


def _half(picture: np.ndarray) -> np.ndarray:
    """Half the resolution by averaging, as float32 in 0..1."""
    height, width = picture.shape[:2]
    return (picture.reshape(height // 2, 2, width // 2, 2, 3).mean((1, 3)) / 255).astype(np.float32)
