"""Trains a low-rank adapter of the published starter: `--only sight` and `--only order` side by side, then both together.

    python native-models/starter/adapter.py --only sight & python native-models/starter/adapter.py --only order
    python native-models/starter/adapter.py

It ends with the weights of `runs/together/done.pt`; `write_adapter` of `lora.py` publishes them. State lives in `--work`; running the command again goes on from the last save.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from art import Art, fetch
from begin import Published
from chat import Words
from codes import make_codes
from lora import adapt, adapters
from model import Decoder, assemble
from order import train_order
from shape import FULL
from sight import train_sight
from stages import TOGETHER, train_stage
from words import train_words


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("sight", "order"))
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "janus-adapter")
    parser.add_argument("--from", dest="begin", type=Path, default=Path("assets/starter"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sight", type=int, default=900)
    parser.add_argument("--order", type=int, default=1200)
    parser.add_argument("--together", type=int, default=2000)
    parser.add_argument("--lr", type=float, default=0.01)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    work = options.work / FULL.name
    published = Published(options.begin)
    published.words(work)
    words = Words(train_words(work, FULL))
    shape = replace(FULL, steps={**FULL.steps, "sight": options.sight, "together": options.together})
    art = Art(fetch(options.work))
    sight = None
    if options.only != "order":
        sight = train_sight(work, shape, art, words, published, adapted=True)
    if options.only == "sight":
        return
    codes = make_codes(work, shape, art, published.cells())
    janus = assemble(shape, words, codes, None, published)
    adapt(janus)
    train_order(work, shape, words, codes, janus, options.order, options.lr)
    if options.only == "order":
        return
    janus.model.vision_model.load_state_dict(adapters(sight), strict=False)
    train_stage(TOGETHER, work, shape, art, words, codes, janus, Decoder(janus, compiled=True), apart=True)


if __name__ == "__main__":
    main()
