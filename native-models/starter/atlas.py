"""The tokens of every thing on every ground, made once: any scene is then composed by looking them up.

Boxes and grounds sit on the grid of the picture tokens and share no cell, so a scene's tokens are those of its parts.
Each part is encoded in several scenes and the latents are averaged before the nearest code is taken: what leaks in
from elsewhere in the picture cancels out, and one thing on one ground is always the same tokens. Training the decoder
never runs the VQ encoder, and never sees the same picture twice.
"""

from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers.models.janus.modeling_janus import JanusVQVAE

from art import Art
from run import fresh
from scene import CELL, SIDE, SIZES, Box, Group, Meme, Scene, bands, compose, placed
from shape import GRID, Shape
from things import DYES, GROUNDS, THING, THINGS
from vq import latents, nearest, pixels

Part = tuple[str, str | None, int, str]  # thing, colour other than its natural one, side, ground
CHUNK = 16
ARRANGEMENTS: dict[int, tuple[tuple[Box, ...], ...]] = {  # scenes like those of training that show parts of one size
    32: (((0, 32, 32), (32, 32, 32), (64, 32, 32)),),
    48: (((0, 24, 48), (48, 24, 48)), ((0, 0, 48), (48, 0, 48), (0, 48, 48), (48, 48, 48))),
    64: (((16, 16, 64),),),
}


class Atlas:
    """Tokens of the grounds and of every part, `[cells, cells]` int16 each."""

    def __init__(self, grounds: dict[str, int], parts: dict[Part, Tensor]):
        self.grounds, self.parts = grounds, parts

    def tokens(self, picture: Scene | Meme) -> Tensor:
        """The tokens of a whole picture, row by row: `[144]` int64."""
        canvas = torch.empty(GRID, GRID, dtype=torch.long)
        for first, ground in bands(picture):
            canvas[first // CELL :] = self.grounds[ground]
        for ground, group, (left, top, side) in placed(picture):
            part = self.parts[part_of(group, side, ground)]
            canvas[top // CELL : (top + side) // CELL, left // CELL : (left + side) // CELL] = part
        return canvas.view(-1)


def part_of(group: Group, side: int, ground: str) -> Part:
    """The key of a group's thing: a colour that it has anyway is none."""
    natural = group.colour is None or group.colour == THING[group.thing].natural
    return group.thing, None if natural else group.colour, side, ground


def make_atlas(work: Path, shape: Shape, art: Art, vq: JanusVQVAE) -> Atlas:
    """Encodes every part `shape.rounds` times or more, or loads what was encoded since the VQ tokenizer was trained."""
    path = work / "atlas.pt"
    if not fresh(path, [work / "runs" / "vq" / "done.pt"]):
        torch.save(_encoded(shape, art, vq), path.with_suffix(".new"))
        path.with_suffix(".new").rename(path)
    return Atlas(*torch.load(path))


@torch.no_grad()
def _encoded(shape: Shape, art: Art, vq: JanusVQVAE) -> tuple[dict[str, int], dict[Part, Tensor]]:
    rng = Random("atlas")
    scenes = [scene for _ in range(shape.rounds) for ground in GROUNDS for scene in _scenes(rng, ground)]
    sums: dict[Part, Tensor] = {}
    bare = {ground: torch.zeros(8) for ground in GROUNDS}
    for first in range(0, len(scenes), CHUNK):
        chunk = scenes[first : first + CHUNK]
        with torch.autocast("cpu", torch.bfloat16):
            z = latents(vq, pixels([compose(art, [(0, ground)], things) for ground, things in chunk])).float()
        for (ground, things), latent in zip(chunk, z):
            free = torch.ones(GRID, GRID, dtype=torch.bool)
            for group, (left, top, side) in things:
                at = (slice(top // CELL, (top + side) // CELL), slice(left // CELL, (left + side) // CELL))
                free[at] = False
                key = part_of(group, side, ground)
                sums[key] = sums.get(key, 0) + latent[:, *at]
            bare[ground] += latent[:, free].sum(1)
        if first % (64 * CHUNK) == 0:
            print(f"atlas: {first} of {len(scenes)} scenes encoded", flush=True)
    codebook = F.normalize(vq.quantize.embedding.weight, dim=1)
    grounds = {ground: int((codebook @ z).argmax()) for ground, z in bare.items()}
    parts = {key: nearest(codebook, z[None]).view(z.shape[1:]).to(torch.int16) for key, z in sums.items()}
    return grounds, parts


def _scenes(rng: Random, ground: str) -> list[tuple[str, list[tuple[Group, Box]]]]:
    """Scenes on one ground that show every thing in every colour and size at least once."""
    groups = [Group(thing.en, colour=colour) for thing in THINGS
              for colour in ([None, *(c for c in DYES if c not in (ground, thing.natural))] if thing.dyed else [None])]
    scenes = []
    for side in SIZES:
        for boxes in ARRANGEMENTS[side]:
            shuffled = rng.sample(groups, len(groups))
            for at in range(0, len(shuffled), len(boxes)):
                scenes.append((ground, list(zip(shuffled[at : at + len(boxes)], boxes))))
    return scenes
