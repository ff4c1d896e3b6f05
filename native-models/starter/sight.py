"""The understanding encoder, pretrained as SigLIP is: pictures and captions, each pair judged by itself."""

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
from muon import Optimiser, rate
from run import Run
from scene import near_miss, paint, training_picture
from shape import Shape, sight_config
from vq import pixels

BATCH = 32
FALL = 0.3  # share of the steps over which the learning rate falls
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
        self.scale = nn.Parameter(torch.tensor(2.3))
        self.bias = nn.Parameter(torch.tensor(-8.0))

    def seen(self, images: Tensor) -> Tensor:
        """Pictures `[n, 3, 96, 96]` to unit vectors `[n, width]`."""
        patches = self.encoder(images).last_hidden_state
        pooled, _ = self.pool(self.query.expand(len(images), -1, -1), patches, patches, need_weights=False)
        return F.normalize(pooled[:, 0].float(), dim=-1)

    def read(self, captions: Tensor) -> Tensor:
        """Caption ids `[n, 40]`, padded with -1, to unit vectors `[n, width]`."""
        blank = captions < 0
        hidden = self.reader(self.embed(captions.clamp(min=0)) + self.embed_position, src_key_padding_mask=blank)
        weight = (~blank).unsqueeze(-1).float()
        return F.normalize((hidden.float() * weight).sum(1) / weight.sum(1), dim=-1)


def train_sight(work: Path, shape: Shape, art: Art, words: Words, published: Published | None = None) -> JanusVisionModel:
    """Trains the encoder, or loads it. Every picture meets all captions of the batch and a near miss of each."""
    run = Run(work, "sight")
    torch.manual_seed(2)
    tower = Tower(shape)
    if published:
        published.begin(tower.encoder, "model.vision_model.")
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
        images, captions, pairs = _batch(art, words, Random(f"sight {step}"))
        with torch.autocast("cpu", torch.bfloat16):
            a, b = seen(images), tower.read(captions)
        logits = a.float() @ b.float().T * tower.scale.exp() + tower.bias
        # SigLIP, equation 1: -log sigmoid(z (t x·y + b)), z = 1 for a pair and -1 for any other; Zhai et al. 2023.
        loss = -F.logsigmoid(logits * (2 * pairs - 1)).sum(1).mean()
        loss.backward()
        optimiser.step(rate(step, steps, warm=30, fall=FALL))
        if step % 20 == 0 or step == steps - 1:
            first_choice = logits[:, : len(images)].argmax(1) == torch.arange(len(images))
            beats_miss = logits.diagonal() > logits.diagonal(len(images))
            run.log(step, loss=loss, top1=first_choice.float().mean(), beats_miss=beats_miss.float().mean())
    run.finish(steps, {"tower": tower.state_dict()})
    return tower.encoder.eval()


def _batch(art: Art, words: Words, rng: Random) -> tuple[Tensor, Tensor, Tensor]:
    """Images, captions `[2 n, 40]` (true ones, then near misses), and which belong together `[n, 2 n]`."""
    pictures = [training_picture(rng) for _ in range(BATCH)]
    told = [(picture, rng.choice(LANGUAGES)) for picture in pictures]
    told += [(near_miss(picture, rng), language) for picture, language in told]
    captions = torch.full((len(told), CAPTION), -1)
    for row, (picture, language) in enumerate(told):
        text = description(picture, language) if rng.random() < 0.6 else prompt(picture, rng, language)
        ids = words.read(text)[:CAPTION]
        captions[row, : len(ids)] = torch.tensor(ids)
    images = pixels([shaken(paint(art, picture), rng) for picture in pictures])
    pairs = torch.tensor([[float(picture == other) for other, _ in told] for picture in pictures])
    return images, captions, pairs


def shaken(picture: np.ndarray, rng: Random) -> np.ndarray:
    """A picture as the world might show it: one in four moved a few pixels, all a little brighter or darker, a little noisy."""
    reach = 5 if rng.random() < 0.25 else 0
    dx, dy = rng.randint(-reach, reach), rng.randint(-reach, reach)
    padded = np.pad(picture, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    moved = padded[reach + dy :, reach + dx :][: picture.shape[0], : picture.shape[1]].astype(np.float32)
    moved = (moved - 128) * rng.uniform(0.9, 1.1) + 128 + rng.uniform(-10, 10)
    noise = np.random.default_rng(rng.getrandbits(32)).normal(0, rng.uniform(0, 6), moved.shape)
    return (moved + noise).clip(0, 255).astype(np.uint8)
