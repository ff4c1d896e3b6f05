"""Pictures to draw, with their tokens made once, so that training the decoder never runs the VQ encoder."""

from pathlib import Path
from random import Random

import torch
from torch import Tensor
from transformers.models.janus.modeling_janus import JanusVQVAE

from art import Art
from run import fresh
from scene import Meme, Scene, paint, training_picture
from shape import Shape
from vq import encode, pixels

CHUNK = 32


class Pool:
    """Picture `i` is made from the seed `pool i`, so only tokens need keeping: `[n, 256]` int16."""

    def __init__(self, tokens: Tensor):
        self.tokens = tokens
        self.pictures = [_picture(index) for index in range(len(tokens))]

    def pick(self, rng: Random) -> tuple[Scene | Meme, Tensor]:
        """A random picture and its tokens `[256]`."""
        index = rng.randrange(len(self.tokens))
        return self.pictures[index], self.tokens[index]


def make_pool(work: Path, shape: Shape, art: Art, vq: JanusVQVAE) -> Pool:
    """Encodes `shape.pool` pictures, going on from those already encoded."""
    path = work / "pool.pt"
    chunks = list(torch.load(path).split(CHUNK)) if fresh(path, [work / "runs" / "vq" / "done.pt"]) else []
    for first in range(len(chunks) * CHUNK, shape.pool, CHUNK):
        pictures = [paint(art, _picture(index)) for index in range(first, first + CHUNK)]
        chunks.append(encode(vq, pixels(pictures)).to(torch.int16))
        if first % (32 * CHUNK) == 0 or first + CHUNK >= shape.pool:
            torch.save(torch.cat(chunks), path.with_suffix(".new"))
            path.with_suffix(".new").rename(path)
            print(f"pool: {first + CHUNK} of {shape.pool} pictures encoded", flush=True)
    return Pool(torch.cat(chunks))


def _picture(index: int) -> Scene | Meme:
    return training_picture(Random(f"pool {index}"))
