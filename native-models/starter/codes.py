"""The picture tokens: 1,024 kinds of cell, found by k-means on what the world's pictures are made of.

Boxes and grounds sit on the 8-pixel grid of the tokens and share no cell, so every picture is composed of a closed set
of cells: those of every thing, in every colour and size, on every ground. Their clusters are the codes. So tokens are
there before any network is trained, a flat ground is always one token, and one thing on one ground is always the same
tokens. The VQ tokenizer then learns to write cells as these codes and to paint pictures from them, while the decoder
already learns to draw.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from art import Art
from scene import CELL, SIZES, Box, Group, Meme, Scene, bands, compose, placed
from shape import GRID, Shape
from things import DYES, GROUNDS, THING, THINGS

Part = tuple[str, str | None, int, str]  # thing, colour other than its natural one, side, ground
SHARES = {32: 1.0, 48: 3.0, 64: 2.0}  # how much the cells of each size weigh
ROUNDS = 24


class Codes:
    """The codebook `[codes, 8]`, unit vectors, and the tokens of the grounds and of every part `[cells, cells]`."""

    def __init__(self, codebook: Tensor, grounds: dict[str, int], parts: dict[Part, Tensor]):
        self.codebook, self.grounds, self.parts = codebook, grounds, parts

    def tokens(self, picture: Scene | Meme) -> Tensor:
        """The tokens of a picture, row by row: `[144]` int64."""
        return self.composed(bands(picture), placed(picture))

    def composed(self, grounds: list[tuple[int, str]], things: list[tuple[str, Group, Box]]) -> Tensor:
        """The tokens of things, each with its ground and box, on grounds from their first rows on: `[144]` int64."""
        canvas = torch.empty(GRID, GRID, dtype=torch.long)
        for first, ground in grounds:
            canvas[first // CELL :] = self.grounds[ground]
        for ground, group, (left, top, side) in things:
            part = self.parts[part_of(group, side, ground)]
            canvas[top // CELL : (top + side) // CELL, left // CELL : (left + side) // CELL] = part
        return canvas.view(-1)


def part_of(group: Group, side: int, ground: str) -> Part:
    """The key of a group's thing: a colour that it has anyway is none."""
    natural = group.colour is None or group.colour == THING[group.thing].natural
    return group.thing, None if natural else group.colour, side, ground


def make_codes(work: Path, shape: Shape, art: Art) -> Codes:
    """Finds the codes, or loads them."""
    path = work / "runs" / "codes" / "done.pt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(_clustered(shape, art), path.with_suffix(".new"))
        path.with_suffix(".new").rename(path)
    return Codes(*torch.load(path))


@torch.no_grad()
def _clustered(shape: Shape, art: Art) -> tuple[Tensor, dict[str, int], dict[Part, Tensor]]:
    """k-means with a fixed code for each ground. It knows every part; what is held out is how they are put together."""
    keys, cells, weights = [], [], []
    for key in _parts():
        thing, colour, side, ground = key
        painted = compose(art, [(0, ground)], [(Group(thing, colour=colour), (0, 0, side))])[:side, :side]
        keys.append(key)
        cells.append(_cells(painted))
        weights.append(torch.full((len(cells[-1]),), SHARES[side]))
    x, weight = torch.cat(cells), torch.cat(weights)
    flat = torch.stack([_cells(compose(art, [(0, ground)], []))[0] for ground in GROUNDS])
    bare = (x[:, None, :12] == flat[None, :, :12]).all(2).any(1) & (x.std(1) < 0.5)
    weight[bare] = 0
    torch.manual_seed(1)
    free = shape.codebook - len(flat)
    centres = torch.cat([flat, x[torch.multinomial(weight, free)]])
    for turn in range(ROUNDS):
        which, far = _nearest_centres(x, centres)
        sums = torch.zeros_like(centres).index_add_(0, which, x * weight[:, None])
        count = torch.zeros(len(centres)).index_add_(0, which, weight)
        used = count > 0
        used[: len(flat)] = False  # the grounds' codes stay what they are
        centres[used] = sums[used] / count[used, None]
        lost = (count == 0).nonzero().view(-1)
        lost = lost[lost >= len(flat)]
        if len(lost) and turn < ROUNDS - 5:  # codes that stand for nothing move to what is told worst
            centres[lost] = x[torch.multinomial(far * weight, len(lost))]
    which, far = _nearest_centres(x, centres)
    psnr = 10 * np.log10(255**2 / float((far * weight).sum() / weight.sum() / x.shape[1]))
    print(f"codes: {len(which.unique())} of {len(centres)} in use; cells are told to {psnr:.1f} dB", flush=True)
    parts, at = {}, 0
    for key, cell in zip(keys, cells):
        side = key[2] // CELL
        parts[key] = which[at : at + len(cell)].view(side, side).to(torch.int16)
        at += len(cell)
    return _directions(centres), {ground: index for index, ground in enumerate(GROUNDS)}, parts


def _directions(centres: Tensor) -> Tensor:
    """The codes as the codebook has them, `[codes, 8]` of length one: like cells point alike.

    Seven principal components and a constant, so that the length of what is projected is told too.
    """
    centred = centres - centres.mean(0)
    _, _, axes = torch.linalg.svd(centred, full_matrices=False)
    seen = centred @ axes[:7].T
    seen = seen / seen.std(0).sqrt() / seen.std(0).sqrt().mean()  # half whitened
    return F.normalize(torch.cat([seen, torch.ones(len(seen), 1)], 1), dim=1)


def _nearest_centres(x: Tensor, centres: Tensor) -> tuple[Tensor, Tensor]:
    """The nearest centre of each cell, and the squared distance."""
    which, far = [], []
    for part in x.split(8192):
        away = centres.square().sum(1) - 2 * part @ centres.T
        best = away.min(1)
        which.append(best.indices)
        far.append((best.values + part.square().sum(1)).clamp(min=0))
    return torch.cat(which), torch.cat(far)


def _cells(painted: np.ndarray) -> Tensor:
    """Pixels `[side, side, 3]` to cells, row by row: `[cells, 192]` float32 in 0..255."""
    side = painted.shape[0] // CELL
    cells = painted.reshape(side, CELL, painted.shape[1] // CELL, CELL, 3).swapaxes(1, 2)
    return torch.from_numpy(cells.reshape(-1, CELL * CELL * 3).astype(np.float32))


def _parts() -> list[Part]:
    return [(thing.en, colour, side, ground) for ground in GROUNDS for side in SIZES for thing in THINGS
            for colour in ([None, *DYES] if thing.dyed else [None])
            if colour is None or colour not in (ground, thing.natural)]
