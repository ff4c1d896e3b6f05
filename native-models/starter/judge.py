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
from things import DYES, GROUNDS, THINGS

HALF = SIDE // 2
EXPLAINED = 0.5


class Seen(NamedTuple):
    """One thing found: which, in what colour word, where."""

    thing: str
    colour: str | None
    box: Box
    explained: float  # share of the box's difference from the ground that this thing accounts for


class Judge:
    """Looks at uint8 pictures `[96, 96, 3]`."""

    def __init__(self, art: Art):
        self.art = art
        self.variants = [(thing, colour) for thing in THINGS for colour in ([None, *DYES] if thing.dyed else [None])]

    def look(self, picture: np.ndarray) -> tuple[list[Seen], str]:
        """The things in a picture, box by box, and the name of its ground."""
        small = _half(picture)
        ground = min(GROUNDS, key=lambda name: np.median(np.abs(small - _half(ground_pixels(name, SIDE))).sum(-1)))
        plain = _half(ground_pixels(ground, SIDE))
        best_error, best = np.inf, []
        for layout in LAYOUTS.values():
            error, seen = ((small - plain) ** 2).sum(), []
            for box in layout:
                found, saved = self._best(small, plain, box)
                error -= saved
                seen.append(found)
            if error < best_error:
                best_error, best = error, seen
        return [one for one in best if one.explained >= EXPLAINED], ground

    def _best(self, small: np.ndarray, plain: np.ndarray, box: Box) -> tuple[Seen, float]:
        """The variant nearest to the pixels of a box, and how much of the squared error it saves.

        Painted, a variant changes the ground by `ink - cover · ground`; what should have changed is `wanted`.
        The squared distance between the two is multiplied out, so that all variants are a few matrix products.
        """
        left, top, side = (value // 2 for value in box)
        ground = plain[top : top + side, left : left + side].reshape(-1)  # [side · side · 3]
        wanted = small[top : top + side, left : left + side].reshape(-1) - ground
        ink, cover, ink_ink, ink_cover, cover_cover = self._templates(box[2])
        changes = ink_ink - 2 * ink_cover @ ground + cover_cover @ (ground * ground)
        saved = 2 * (ink @ wanted - cover @ (ground * wanted)) - changes
        index = int(saved.argmax())
        thing, colour = self.variants[index]
        explained = float(saved[index] / max((wanted * wanted).sum(), 1e-6))
        return Seen(thing.en, colour or thing.natural, box, explained), float(saved[index])

    @lru_cache(maxsize=None)
    def _templates(self, side: int) -> tuple[np.ndarray, ...]:
        """Every variant at one size: its colour times alpha, its alpha, and their products, `[variants, pixels · 3]`."""
        sprites = [self.art.sprite(thing.en, colour, side).astype(np.float32) for thing, colour in self.variants]
        alphas = [np.repeat(sprite[..., 3:] / 255, 3, 2) for sprite in sprites]
        ink = np.stack([_half(sprite[..., :3] * alpha).reshape(-1) for sprite, alpha in zip(sprites, alphas)])
        cover = np.stack([_half(alpha * 255).reshape(-1) for alpha in alphas])
        return ink, cover, (ink * ink).sum(1), ink * cover, cover * cover


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
