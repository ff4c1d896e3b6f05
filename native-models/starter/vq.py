"""The VQ picture tokenizer: 96 × 96 pixels to 12 × 12 codes and back.

First an autoencoder without codes, then k-means on its latents for the codebook, then both together.
Latents and codes have length one, as in Janus (LlamaGen's `vq_model.py`), so the nearest code is the one
with the largest cosine.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers.models.janus.modeling_janus import JanusVQVAE

from art import Art
from muon import Optimiser, rate
from run import Run
from scene import SIZES, compose, paint, training_group, training_picture
from shape import Shape, vq_config
from things import GROUNDS

PLAIN = 0.3  # share of the steps without codes
FALL = 0.6  # share of the steps over which the learning rate falls
BATCH = 8  # pictures a step


def pixels(pictures: list[np.ndarray]) -> Tensor:
    """uint8 pictures `[side, side, 3]` to floats in -1..1, `[n, 3, side, side]`, channels last."""
    batch = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2)
    return (batch.float() / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def to_uint8(decoded: Tensor) -> np.ndarray:
    """-1..1 `[n, 3, side, side]` to uint8 `[n, side, side, 3]`, truncated as Janus does."""
    return ((decoded.float() + 1) / 2 * 255).clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()


def latents(vq: JanusVQVAE, images: Tensor) -> Tensor:
    """Unit vectors before quantisation, `[n, 8, h, w]`."""
    return F.normalize(vq.quant_conv(vq.encoder(images)).float(), dim=1)


def nearest(codebook: Tensor, z: Tensor) -> Tensor:
    """Ids of the nearest codes of `z` `[n, 8, h, w]`, row by row: `[n, h · w]`. Rows of `codebook` have length one."""
    flat = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
    return (flat @ codebook.T).argmax(1).view(z.shape[0], -1)


@torch.no_grad()
def encode(vq: JanusVQVAE, images: Tensor) -> Tensor:
    """Pictures in -1..1 to token ids `[n, 144]`, with both sides normalised as DeepSeek's encoder does."""
    with torch.autocast("cpu", torch.bfloat16):
        z = latents(vq, images)
    return nearest(F.normalize(vq.quantize.embedding.weight, dim=1), z.float())


@torch.no_grad()
def decode(vq: JanusVQVAE, tokens: Tensor) -> np.ndarray:
    """Token ids `[n, 144]` to pictures, uint8 `[n, 96, 96, 3]`."""
    with torch.autocast("cpu", torch.bfloat16):
        return to_uint8(vq.decode(tokens))


class Codebook:
    """Codes that follow the mean of the latents they stand for; unused ones move to where latents are."""

    def __init__(self, weight: Tensor, decay: float = 0.99):
        self.weight, self.decay = weight, decay
        self.uses = torch.ones(len(weight))

    def fit(self, z: Tensor, rounds: int = 12) -> None:
        """k-means on the sphere over latents `[n, 8]`."""
        self.weight.copy_(z[torch.randperm(len(z))[: len(self.weight)]])
        for _ in range(rounds):
            self._move(z, (z @ self.weight.T).argmax(1), keep=0.0)

    def quantise(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Codes in place of latents `[n, 8, h, w]`, letting gradients through to these, and how far they were.

        The codebook takes a step of its moving averages.
        """
        ids = nearest(self.weight, z.detach()).view(-1)
        flat = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
        codes = self.weight[ids]
        far = (flat - codes).square().sum(1).mean()
        self._move(flat.detach(), ids, keep=self.decay)
        lost = self.uses < 0.02
        if lost.any():
            self.weight[lost] = flat.detach()[torch.randint(len(flat), (int(lost.sum()),))].float()
            self.uses[lost] = 0.2
        rows, _, height, width = z.shape
        return z + (codes.view(rows, height, width, -1).permute(0, 3, 1, 2) - z).detach(), far

    def _move(self, z: Tensor, ids: Tensor, keep: float) -> None:
        count = torch.bincount(ids, minlength=len(self.weight)).float()
        total = torch.zeros_like(self.weight).index_add_(0, ids, z)
        merged = self.weight * (self.uses * keep)[:, None] + total * (1 - keep)
        self.uses.mul_(keep).add_(count, alpha=1 - keep)
        alive = merged.norm(dim=1) > 1e-6
        self.weight[alive] = F.normalize(merged[alive], dim=1)


def train_vq(work: Path, shape: Shape, art: Art) -> JanusVQVAE:
    """Trains the tokenizer, or loads it if it is trained."""
    run = Run(work, "vq")
    torch.manual_seed(1)
    vq = JanusVQVAE(vq_config(shape)).to(memory_format=torch.channels_last)
    vq.quantize.embedding.weight.requires_grad_(False)
    if done := run.finished(shape.steps["vq"]):
        vq.load_state_dict(done["vq"])
        return vq.eval()
    _start_small(vq)
    for level in vq.decoder.up[:-1]:
        level.upsample = Doubling(level.upsample.conv)
    vq.train()
    codebook = Codebook(vq.quantize.embedding.weight.data)
    optimiser = Optimiser(list(vq.named_parameters()), lr=0.01, adam_lr=1e-3)
    if saved := run.resume():
        vq.load_state_dict(saved["vq"])
        optimiser.load_state_dict(saved["optimiser"])
        codebook.uses = saved["uses"]
    steps = shape.steps["vq"]
    plain = int(PLAIN * steps)

    @torch.compile(dynamic=False, disable=shape.name == "smoke")
    def to_latents(images: Tensor) -> Tensor:
        return latents(vq, images)

    @torch.compile(dynamic=False, disable=shape.name == "smoke")
    def to_pictures(q: Tensor) -> Tensor:
        return vq.decoder(vq.post_quant_conv(q)).float()

    def state() -> dict:
        return {"vq": vq.state_dict(), "optimiser": optimiser.state_dict(), "uses": codebook.uses}

    for step in run.steps(steps, FALL, state):
        rng = Random(f"vq {step}")
        images = pixels(_views(art, rng))
        if step == plain:
            codebook.fit(_many_latents(vq, art, shape))
        with torch.autocast("cpu", torch.bfloat16):
            z = to_latents(images)
            codes, commit = codebook.quantise(z) if step >= plain else (z, torch.zeros(()))
            made = to_pictures(codes)
        error = made - images
        wandering = _wandering(z, images)
        loss = error.abs().mean() + 2 * error.square().mean() + 0.25 * commit + 0.25 * wandering
        loss.backward()
        optimiser.step(rate(step, steps, warm=30, fall=FALL))
        if step % 20 == 0 or step == steps - 1:
            mse = float((made.detach().clamp(-1, 1) - images).square().mean()) / 4
            run.log(step, l1=error.detach().abs().mean() * 127.5, psnr=-10 * np.log10(mse), commit=commit, wandering=wandering,
                    used=(codebook.uses > 0.05).sum())
    run.finish(steps, {"vq": vq.state_dict()})
    return vq.eval()


class Doubling(nn.Module):
    """Nearest-neighbour upsampling and its convolution, the same as the block it replaces while training.

    Compiled for CPU by torch 2.13, the backward pass of `F.interpolate` on channels-last bf16 is all zeros.
    """

    def __init__(self, conv: nn.Conv2d):
        super().__init__()
        self.conv = conv

    def forward(self, hidden: Tensor) -> Tensor:
        rows, channels, height, width = hidden.shape
        doubled = hidden[:, :, :, None, :, None].expand(-1, -1, -1, 2, -1, 2)
        return self.conv(doubled.reshape(rows, channels, 2 * height, 2 * width))


def _start_small(vq: JanusVQVAE) -> None:
    """Residual branches start near nothing, so that a deep stack begins as a shallow one."""
    with torch.no_grad():
        for name, weight in vq.named_parameters():
            if name.endswith(("conv2.weight", "proj_out.weight")):
                weight.mul_(0.1)


MOSAICS = (  # boxes that leave little bare ground
    tuple((left, top, 48) for top in (0, 48) for left in (0, 48)),
    tuple((left, top, 32) for top in (0, 32, 64) for left in (0, 32, 64)),
    ((0, 0, 64), (64, 0, 32), (64, 32, 32), (0, 64, 32), (32, 64, 32), (64, 64, 32)),
    ((32, 32, 64), (0, 0, 32), (32, 0, 32), (64, 0, 32), (0, 32, 32), (0, 64, 32)),
)


def _views(art: Art, rng: Random) -> list[np.ndarray]:
    """Pictures in pairs: two mosaics of the same things on one ground, moved about, or now and then two whole scenes."""
    views = []
    for _ in range(BATCH // 2):
        if rng.random() < 0.3:
            views += [paint(art, training_picture(rng)) for _ in range(2)]
            continue
        ground, boxes = rng.choice(list(GROUNDS)), rng.choice(MOSAICS)
        groups = [training_group(rng, ground) for _ in boxes]
        things = list(zip(groups, boxes))
        views.append(compose(art, [(0, ground)], things))
        moved = [box for side in SIZES for box in _shuffled([box for box in boxes if box[2] == side], rng)]
        things.sort(key=lambda thing: thing[1][2])
        views.append(compose(art, [(0, ground)], [(group, box) for (group, _), box in zip(things, moved)]))
    return views


def _shuffled(boxes: list, rng: Random) -> list:
    return rng.sample(boxes, len(boxes))


def _wandering(z: Tensor, images: Tensor) -> Tensor:
    """How far latents `[n, 8, h, w]` of the same pixels are from their common mean.

    What an encoder says about a cell leaks from all over the picture (attention, group norms); the decoder of Janus
    learns sooner when a cell that looks the same is the same token.
    """
    cells = F.unfold(images, 8, stride=8)  # [n, 192, h · w]
    marks = torch.linspace(1, 2, cells.shape[1], dtype=torch.float64).pow(7)
    sums = (cells.double() * marks[:, None]).sum(1).view(-1)
    _, which = sums.mul(1e6).round().unique(return_inverse=True)
    flat = z.permute(0, 2, 3, 1).reshape(-1, z.shape[1])
    count = torch.bincount(which).float()
    with torch.no_grad():
        mean = torch.zeros(len(count), flat.shape[1]).index_add_(0, which, flat.float()) / count[:, None]
    return (flat - mean[which]).square().sum(1)[count[which] > 1].mean()


@torch.no_grad()
def _many_latents(vq: JanusVQVAE, art: Art, shape: Shape) -> Tensor:
    """Latents of some pictures to start the codebook from, `[n, 8]`."""
    rng = Random("codebook")
    batches = []
    for _ in range(max(2, shape.codebook // 64)):
        with torch.autocast("cpu", torch.bfloat16):
            z = latents(vq, pixels(_views(art, rng)))
        batches.append(z.permute(0, 2, 3, 1).reshape(-1, z.shape[1]))
    return torch.cat(batches)
