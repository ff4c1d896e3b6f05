"""The understanding encoder, pretrained as SigLIP is: pictures and captions, each pair judged by itself.

SigLIP saw billions of pairs. The few ten thousand that there is time for teach colours but no shapes, so here every patch
is also asked, by heads that are thrown away after, which thing it shows, in which colour, and which part of it; and how
many of these there are, which other thing, and where that stands.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers.models.janus.modeling_janus import JanusVisionModel

from art import Art
from begin import Published
from chat import Words
from grammar import LANGUAGES, description, prompt
from lora import adapt
from muon import Optimiser, rate
from run import Run
from scene import CELL, Box, Group, Meme, Scene, near_miss, paint, placed, training_picture
from shape import GRID, TOKENS, Shape, sight_config
from things import ALL_DYES, PAINTED
from vq import pixels

BATCH = 32
FALL = 0.3  # share of the steps over which the learning rate falls
NAMING = 2.0  # weight of the loss of the patches
THING_AT = {thing.en: index for index, thing in enumerate(PAINTED, 1)}  # 0 is no thing
COLOUR_AT = {colour: index for index, colour in enumerate(ALL_DYES, 1)}  # 0 is its own colour, or no thing
TOWARDS = ("left", "right", "above", "below", "apart")  # where the other things stand, seen from a thing; 0 is no other
# What every patch is asked, and how many answers there are; 0 is none of them. How many there are of its thing, which
# other thing there is and where it stands need the whole picture: asked about a pair, the decoder finds the answer there.
LABELS = {"thing": 1 + len(THING_AT), "colour": 1 + len(COLOUR_AT), "part": 1 + 8 * 8, "number": 1 + 4,
          "other": 1 + len(THING_AT), "towards": 1 + len(TOWARDS)}
SEEN = 0.15  # of a patch that a thing must cover to be what it shows
CAPTION = 40  # tokens of a caption; longer ones are cut


class Tower(nn.Module):
    """The encoder with what only its pretraining needs: a pooling query and a small text encoder."""

    def __init__(self, shape: Shape):
        super().__init__()
        width = shape.sight_width
        self.encoder = JanusVisionModel(sight_config(shape))
        self.query = nn.Parameter(torch.randn(1, 1, width) * 0.02)
        self.pool = nn.MultiheadAttention(width, width // 32, batch_first=True)
        self.embed = nn.Embedding(shape.vocabulary, width)
        self.embed_position = nn.Parameter(torch.randn(1, CAPTION, width) * 0.02)
        layer = nn.TransformerEncoderLayer(width, width // 32, 2 * width, 0.0, "gelu", batch_first=True, norm_first=True)
        self.reader = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.naming = nn.Linear(width, sum(LABELS.values()))
        self.scale = nn.Parameter(torch.tensor(2.3))
        self.bias = nn.Parameter(torch.tensor(-8.0))

    def seen(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """Pictures `[n, 3, 96, 96]` to unit vectors `[n, width]`, and what each patch says it shows, `[n, 144, labels]`."""
        patches = self.encoder(images).last_hidden_state
        pooled, _ = self.pool(self.query.expand(len(images), -1, -1), patches, patches, need_weights=False)
        return F.normalize(pooled[:, 0].float(), dim=-1), self.naming(patches).float()

    def read(self, captions: Tensor) -> Tensor:
        """Caption ids `[n, 40]`, padded with -1, to unit vectors `[n, width]`."""
        blank = captions < 0
        hidden = self.reader(self.embed(captions.clamp(min=0)) + self.embed_position, src_key_padding_mask=blank)
        weight = (~blank).unsqueeze(-1).float()
        return F.normalize((hidden.float() * weight).sum(1) / weight.sum(1), dim=-1)


def train_sight(work: Path, shape: Shape, art: Art, words: Words, published: Published | None = None,
                adapted: bool = False) -> JanusVisionModel:
    """Trains the encoder, or loads it. Every picture meets all captions of the batch and a near miss of each."""
    run = Run(work, "sight")
    torch.manual_seed(2)
    tower = Tower(shape)
    if published:
        published.begin(tower.encoder, "model.vision_model.")
    if adapted:
        adapt(tower.encoder, "model.vision_model.")
    if done := run.finished(shape.steps["sight"]):
        tower.load_state_dict(done["tower"])
        return tower.encoder.eval()
    optimiser = Optimiser(list(tower.named_parameters()), lr=0.01, adam_lr=1e-3)
    if saved := run.resume():
        tower.load_state_dict(saved["tower"])
        optimiser.load_state_dict(saved["optimiser"])
    steps = shape.steps["sight"]
    seen = torch.compile(tower.seen, dynamic=False, disable=shape.name == "smoke")

    def state() -> dict:
        return {"tower": tower.state_dict(), "optimiser": optimiser.state_dict()}

    for step in run.steps(steps, FALL, state):
        images, captions, pairs, shown = _batch(art, words, Random(f"sight {step}"))
        with torch.autocast("cpu", torch.bfloat16):
            (a, said), b = seen(images), tower.read(captions)
        logits = a.float() @ b.float().T * tower.scale.exp() + tower.bias
        # SigLIP, equation 1: -log sigmoid(z (t x·y + b)), z = 1 for a pair and -1 for any other; Zhai et al. 2023.
        loss = -F.logsigmoid(logits * (2 * pairs - 1)).sum(1).mean()
        said = said.flatten(0, 1).split(list(LABELS.values()), -1)
        naming = sum(F.cross_entropy(kind, shown[:, index]) for index, kind in enumerate(said))
        (loss + NAMING * naming).backward()
        optimiser.step(rate(step, steps, warm=30, fall=FALL))
        if step % 20 == 0 or step == steps - 1:
            first_choice = logits[:, : len(images)].argmax(1) == torch.arange(len(images))
            beats_miss = logits.diagonal() > logits.diagonal(len(images))
            right = [(kind.argmax(-1) == shown[:, index])[shown[:, 0] > 0].float().mean() for index, kind in enumerate(said)]
            run.log(step, loss=loss, top1=first_choice.float().mean(), beats_miss=beats_miss.float().mean(),
                    naming=naming, **dict(zip(LABELS, right, strict=True)))
    run.finish(steps, {"tower": tower.state_dict()})
    return tower.encoder.eval()


def _batch(art: Art, words: Words, rng: Random) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Images, captions `[2 n, 40]` (true ones, then near misses), which belong together `[n, 2 n]`, and the labels
    of every patch `[n · 144, labels]`.
    """
    pictures = [training_picture(rng, memes=0.15) for _ in range(BATCH)]
    told = [(picture, rng.choice(LANGUAGES)) for picture in pictures]
    told += [(near_miss(picture, rng), language) for picture, language in told]
    captions = torch.full((len(told), CAPTION), -1)
    for row, (picture, language) in enumerate(told):
        text = description(picture, language) if rng.random() < 0.6 else prompt(picture, rng, language)
        ids = words.read(text)[:CAPTION]
        captions[row, : len(ids)] = torch.tensor(ids)
    images = pixels([shaken(paint(art, picture), rng) for picture in pictures])
    pairs = torch.tensor([[float(picture == other) for other, _ in told] for picture in pictures])
    return images, captions, pairs, torch.cat([_labels(art, picture) for picture in pictures])


def _labels(art: Art, picture: Scene | Meme) -> Tensor:
    """What every patch of a picture is asked about, `[144, labels]`: zeros where there is no thing."""
    canvas = torch.zeros(GRID, GRID, len(LABELS), dtype=torch.long)
    things = placed(picture)
    for _, group, (left, top, side) in things:
        cells = side // CELL
        alpha = art.sprite(group.thing, group.colour, side)[..., 3].reshape(cells, CELL, cells, CELL).mean((1, 3))
        row, column = np.indices((cells, cells))
        colour = COLOUR_AT.get(group.colour, 0)
        others = [(other, box) for _, other, box in things if other is not group]
        told = (THING_AT[group.thing], colour, 0, len(things) - len(others), *_other((left, top, side), others))
        labels = np.stack([np.full_like(row, value) for value in told], -1)
        labels[..., 2] = 1 + row * 8 + column
        labels[alpha < 255 * SEEN] = 0
        canvas[top // CELL : (top + side) // CELL, left // CELL : (left + side) // CELL] = torch.from_numpy(labels)
    return canvas.view(TOKENS, len(LABELS))


def _other(box: Box, others: list[tuple[Group, Box]]) -> tuple[int, int]:
    """Which other thing there is beside the one in `box`, and where it stands: labels, zeros where there is none."""
    if not others:
        return 0, 0
    (left, top, side), (group, (x, y, size)) = box, others[0]
    right, down = x + size / 2 - left - side / 2, y + size / 2 - top - side / 2
    side_by_side = ("right" if right > 0 else "left") if abs(right) > abs(down) else ("below" if down > 0 else "above")
    many = len({other.thing for other, _ in others}) > 1
    return THING_AT[group.thing], 1 + TOWARDS.index("apart" if many else side_by_side)


def shaken(picture: np.ndarray, rng: Random) -> np.ndarray:
    """A picture as the world might show it: one in four moved a few pixels, all a little brighter or darker, a little noisy."""
    reach = 5 if rng.random() < 0.25 else 0
    dx, dy = rng.randint(-reach, reach), rng.randint(-reach, reach)
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    moved = padded[reach + dy :, reach + dx :][: picture.shape[0], : picture.shape[1]].astype(np.float32)
    moved = (moved - 128) * rng.uniform(0.9, 1.1) + 128 + rng.uniform(-10, 10)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(0, 6), moved.shape)
    return (moved + noise).clip(0, 255).astype(np.uint8)
