"""The VQ picture tokenizer: 96 × 96 pixels to 12 × 12 codes and back.

The codes are those of `codes.py`. The encoder learns which code each cell is, the decoder to paint pictures from codes;
what a code leaves open (which of its cells it stands for) the decoder learns to read off the codes around it.
Latents and codes have length one, as in Janus (LlamaGen's `vq_model.py`), so the nearest code is the one with the
largest cosine.
"""

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from transformers.models.janus.modeling_janus import JanusVQVAE

from art import Art
from begin import Published
from codes import Codes
from muon import Optimiser, rate
from run import Run
from scene import compose, paint, random_group, training_picture
from shape import GRID, Shape, vq_config
from things import GROUNDS

FALL = 0.7  # share of the steps over which the learning rate falls
BATCH = 6  # pictures a step
READ_EVERY = 2  # steps between two that train the encoder too
SHARPNESS = 24.0  # of the choice between codes, by the cosine of latent and code


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


def train_vq(work: Path, shape: Shape, art: Art, codes: Codes, published: Published | None = None) -> JanusVQVAE:
    """Trains the tokenizer, or loads it if it is trained."""
    run = Run(work, "vq", needs=("codes",))
    torch.manual_seed(1)
    vq = JanusVQVAE(vq_config(shape)).to(memory_format=torch.channels_last)
    vq.quantize.embedding.weight.requires_grad_(False).copy_(codes.codebook)
    if done := run.finished(shape.steps["vq"]):
        vq.load_state_dict(done["vq"])
        return vq.eval()
    _start_small(vq)
    if published:
        published.begin(vq, "model.vqmodel.")
        vq.quantize.embedding.weight.copy_(codes.codebook)
    for level in vq.decoder.up[:-1]:
        level.upsample = Doubling(level.upsample.conv)
    vq.train()
    optimiser = Optimiser(list(vq.named_parameters()), lr=0.01, adam_lr=1e-3)
    if saved := run.resume():
        vq.load_state_dict(saved["vq"])
        optimiser.load_state_dict(saved["optimiser"])
    steps = shape.steps["vq"]

    @torch.compile(dynamic=False, disable=shape.name == "smoke")
    def to_latents(images: Tensor) -> Tensor:
        return latents(vq, images)

    @torch.compile(dynamic=False, disable=shape.name == "smoke")
    def to_pictures(q: Tensor) -> Tensor:
        return vq.decoder(vq.post_quant_conv(q)).float()

    def state() -> dict:
        return {"vq": vq.state_dict(), "optimiser": optimiser.state_dict()}

    for step in run.steps(steps, FALL, state):
        pictures, ids = _views(art, codes, Random(f"vq {step}"))
        images = pixels(pictures)
        told = codes.codebook[ids].view(len(ids), GRID, GRID, -1).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            error = to_pictures(told) - images
        tint = F.avg_pool2d(error, 8)  # of each cell as a whole
        loss = error.abs().mean() + 2 * error.square().mean() + 2 * tint.abs().mean()
        values = {"l1": error.detach().abs().mean() * 127.5, "tint": tint.detach().abs().mean() * 127.5,
                  "psnr": -10 * torch.log10(error.detach().square().mean() / 4)}
        if step % READ_EVERY == 0:
            with torch.autocast("cpu", torch.bfloat16):
                z = to_latents(images)
            logits = SHARPNESS * z.float().permute(0, 2, 3, 1).flatten(0, 2) @ codes.codebook.T
            read = F.cross_entropy(logits, ids.view(-1))
            loss = loss + 0.1 * read
            values |= {"read": read, "right": (logits.detach().argmax(1) == ids.view(-1)).float().mean()}
        loss.backward()
        optimiser.step(rate(step, steps, warm=20, fall=FALL))
        if step % 20 == 0 or step == steps - 1:
            run.log(step, **values)
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


def _views(art: Art, codes: Codes, rng: Random) -> tuple[list[np.ndarray], Tensor]:
    """Whole scenes and mosaics full of things, with their tokens `[n, 144]`."""
    views, tokens = [], []
    for _ in range(BATCH):
        if rng.random() < 0.5:
            picture = training_picture(rng)
            views.append(paint(art, picture))
            tokens.append(codes.tokens(picture))
            continue
        ground = rng.choice(list(GROUNDS))
        things = [(random_group(rng, ground), box) for box in rng.choice(MOSAICS)]
        views.append(compose(art, [(0, ground)], things))
        tokens.append(codes.composed([(0, ground)], [(ground, group, box) for group, box in things]))
    return views, torch.stack(tokens)
