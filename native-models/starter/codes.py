"""The picture tokens: 1,024 kinds of cell, found by k-means on what the world's pictures are made of.

Boxes and grounds sit on the 8-pixel grid of the tokens and share no cell, so every picture is composed of a closed set
of cells: those of every thing, in every colour and size, and the bare grounds. Their clusters are the codes. A cell of a
thing is told without the ground that shows at its edge; whoever paints reads that off the codes around it. So tokens are
there before any network is trained, a flat ground is always one token, and one thing is the same tokens wherever and on
whatever it stands. The VQ tokenizer then learns to write cells as these codes and to paint pictures from them, while the
decoder already learns to draw.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from art import Art
from scene import CELL, SIZES, Box, Group, Meme, Scene, bands, ground_pixels, placed
from shape import GRID, Shape
from things import ALL_DYES, GROUNDS, PAINTED, THING

Part = tuple[str, str | None, int]  # thing, colour other than its natural one, side
BARE = -1  # in a part: nothing of the thing is seen in this cell
FEATURES = CELL * CELL * 6  # of a cell: how it looks on white, and half of how it looks on black
SHARES = {32: 1.0, 48: 3.0, 64: 2.0}  # how much the cells of each size weigh
ROUNDS = 24
TELLING, FIRST = 4.0, 12.0


class Codes:
    """The codebook `[codes, 8]`, unit vectors, and the tokens of the grounds and of every part `[cells, cells]`."""

    def __init__(self, codebook: Tensor, grounds: dict[str, int], parts: dict[Part, Tensor]):
        self.codebook, self.grounds, self.parts = codebook, grounds, parts

    def tokens(self, picture: Scene | Meme) -> Tensor:
        """The tokens of a picture, row by row: `[144]` int64."""
        return self.composed(bands(picture), placed(picture))

    def weights(self, picture: Scene | Meme) -> Tensor:
        """How much each token weighs in training, `[144]`: `FIRST` in a thing's first cell, `TELLING` in the rest of its top row.

        Only the prompt knows what begins there; what follows can mostly be read off the first cell. Bare ground weighs as
        much as a first cell: were beginning dearer than not beginning, whatever begins higher up would be drawn first.
        """
        canvas = torch.full((GRID, GRID), FIRST)
        for _, group, (left, top, side) in placed(picture):
            part = self.parts[part_of(group, side)] != BARE
            under = canvas[top // CELL : (top + side) // CELL, left // CELL : (left + side) // CELL]
            under[part] = 1.0
            row = int(part.any(1).float().argmax())
            under[row][part[row]] = TELLING
            under[row, int(part[row].float().argmax())] = FIRST
        return canvas.view(-1)

    def composed(self, grounds: list[tuple[int, str]], things: list[tuple[str, Group, Box]]) -> Tensor:
        """The tokens of things, each with its ground and box, on grounds from their first rows on: `[144]` int64."""
        canvas = torch.empty(GRID, GRID, dtype=torch.long)
        for first, ground in grounds:
            canvas[first // CELL :] = self.grounds[ground]
        for _, group, (left, top, side) in things:
            part = self.parts[part_of(group, side)]
            under = canvas[top // CELL : (top + side) // CELL, left // CELL : (left + side) // CELL]
            under[:] = torch.where(part == BARE, under, part.long())
        return canvas.view(-1)


def cells_of(codes: Codes, art: Art) -> Tensor:
    """What each code stands for, the mean of its cells: features `[codes, 384]`."""
    sums = torch.zeros(len(codes.codebook), FEATURES)
    count = torch.zeros(len(codes.codebook))
    for ground, token in codes.grounds.items():
        sums[token], count[token] = 1e6 * _flat(ground), 1e6
    for (thing, colour, side), tokens in codes.parts.items():
        which = tokens.long().view(-1)
        seen = which != BARE
        sums.index_add_(0, which[seen], SHARES[side] * _cells(art.sprite(thing, colour, side))[seen])
        count.index_add_(0, which[seen], torch.full((int(seen.sum()),), SHARES[side]))
    return sums / count.clamp(min=1)[:, None]


def part_of(group: Group, side: int) -> Part:
    """The key of a group's thing: a colour that it has anyway is none."""
    natural = group.colour is None or group.colour == THING[group.thing].natural
    return group.thing, None if natural else group.colour, side


def make_codes(work: Path, shape: Shape, art: Art, published: Tensor | None = None) -> Codes:
    """Finds the codes, or loads them. Those of a published checkpoint, `[codes, 384]`, stay as they are."""
    path = work / "runs" / "codes" / "done.pt"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        torch.save(_clustered(shape, art, published), path.with_suffix(".new"))
        path.with_suffix(".new").rename(path)
    return Codes(*torch.load(path))


@torch.no_grad()
def _clustered(shape: Shape, art: Art, published: Tensor | None) -> tuple[Tensor, dict[str, int], dict[Part, Tensor]]:
    """k-means with a fixed code for each ground. It knows every part; what is held out is how they are put together."""
    keys = _parts()
    cells = [_cells(art.sprite(*key)) for key in keys]
    x = torch.cat(cells)
    weight = torch.cat([torch.full((len(cell),), SHARES[key[2]]) for key, cell in zip(keys, cells)])
    bare = (x[:, : FEATURES // 2] > 250).all(1) & (x[:, FEATURES // 2 :] < 2).all(1)
    weight[bare] = 0
    flat = torch.stack([_flat(ground) for ground in GROUNDS])
    fixed = flat if published is None else published
    torch.manual_seed(1)
    centres = torch.cat([fixed, x[torch.multinomial(weight, shape.codebook - len(fixed))]]) if shape.codebook > len(fixed) else fixed
    for turn in range(ROUNDS):
        which, far = _nearest_centres(x, centres)
        sums = torch.zeros_like(centres).index_add_(0, which, x * weight[:, None])
        count = torch.zeros(len(centres)).index_add_(0, which, weight)
        used = count > 0
        used[: len(fixed)] = False
        centres[used] = sums[used] / count[used, None]
        lost = (count == 0).nonzero().view(-1)
        lost = lost[lost >= len(fixed)]
        if len(lost) and turn < ROUNDS - 5:  # codes that stand for nothing move to what is told worst
            centres[lost] = x[torch.multinomial(far * weight, len(lost))]
    which, far = _nearest_centres(x, centres)
    psnr = 10 * np.log10(255**2 / float((far * weight).sum() / weight.sum() / (FEATURES / 2)))
    grounds = _nearest_centres(flat, centres)[0]
    used = len(torch.cat([which[~bare], grounds]).unique())
    print(f"codes: {used} of {len(centres)} in use; cells are told to {psnr:.1f} dB", flush=True)
    which[bare] = BARE
    parts, at = {}, 0
    for key, cell in zip(keys, cells):
        side = key[2] // CELL
        parts[key] = which[at : at + len(cell)].view(side, side).to(torch.int16)
        at += len(cell)
    return _directions(centres, len(centres) if published is None else len(published)), dict(zip(GROUNDS, grounds.tolist())), parts


def _directions(centres: Tensor, first: int) -> Tensor:
    """The codes as the codebook has them, `[codes, 8]` of length one: like cells point alike.

    Seven principal components of the `first` ones and a constant, so that the length of what is projected is told too.
    """
    centred = centres - centres[:first].mean(0)
    _, _, axes = torch.linalg.svd(centred[:first], full_matrices=False)
    seen = centred @ axes[:7].T
    spread = seen[:first].std(0).sqrt()
    seen = seen / spread / spread.mean()  # half whitened
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


def _cells(sprite: np.ndarray) -> Tensor:
    """A sprite `[side, side, 4]` to the features of its cells, row by row: `[cells, 384]` float32 in 0..255."""
    alpha = sprite[..., 3:].astype(np.float32) / 255
    ink = sprite[..., :3] * alpha
    looks = np.concatenate([ink + 255 * (1 - alpha), ink / 2], -1)
    side = len(sprite) // CELL
    cells = looks.reshape(side, CELL, side, CELL, 6).transpose(0, 2, 4, 1, 3)  # [row, column, 6, 8, 8]
    return torch.from_numpy(np.ascontiguousarray(cells.reshape(-1, FEATURES)))


def _flat(ground: str) -> Tensor:
    """The features of a cell of bare ground."""
    opaque = np.full((CELL, CELL, 4), 255, np.uint8)
    opaque[..., :3] = ground_pixels(ground, 1)[0, 0]
    return _cells(opaque)[0]


def _parts() -> list[Part]:
    return [(thing.en, colour, side) for side in SIZES for thing in PAINTED
            for colour in ([None, *ALL_DYES] if thing.dyed else [None]) if colour is None or colour != thing.natural]
