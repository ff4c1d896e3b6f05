"""Trains a low-rank adapter of the published starter: of its understanding encoder by `sight`, then of all of it together.

    python native-models/starter/adapter.py --publish assets/starter/adapter

It ends with the weights of `runs/together/done.pt`, and writes them where `--publish` says. State lives in `--work`; running the command again goes on from the last save.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from art import Art, fetch
from begin import Published
from chat import Words
from codes import make_codes
from lora import adapt, adapters, shrink, write_adapter
from model import Decoder, assemble
from order import Heads, OrderLesson
from shape import FULL
from sight import train_sight
from stages import SETTLING, TOGETHER, train_stage
from words import train_words


# What of an adapter is noise shrinks with it faster than what was learned: at 0.7, answers and pictures were as right as at 1, or more so.
KEPT = 0.7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "janus-adapter")
    parser.add_argument("--from", dest="begin", type=Path, default=Path("assets/starter"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--sight", type=int, default=900)
    parser.add_argument("--together", type=int, default=1300)
    parser.add_argument("--settling", type=int, default=4500)
    parser.add_argument("--publish", type=Path)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    work = options.work / FULL.name
    published = Published(options.begin)
    published.words(work)
    words = Words(train_words(work, FULL))
    shape = replace(FULL, steps={**FULL.steps, "sight": options.sight, "together": options.together, "settling": options.settling})
    art = Art(fetch(options.work))
    sight = train_sight(work, shape, art, words, published, adapted=True)
    codes = make_codes(work, shape, art, published.cells())
    janus = assemble(shape, words, codes, None, published)
    adapt(janus)
    heads = Heads(shape.hidden)
    for stage, kept, rows, weight in ((TOGETHER, 1.0, 48, 3.0), (SETTLING, KEPT, 24, 1.0)):
        shrink(janus, kept)
        janus.model.vision_model.load_state_dict(adapters(sight), strict=False)  # is not trained further
        lesson = OrderLesson(heads, words, codes, janus, rows, weight)
        train_stage(stage, work, shape, art, words, codes, janus, Decoder(janus, compiled=True), apart=True, lesson=lesson)
    if options.publish:
        write_adapter(janus, options.publish)


if __name__ == "__main__":
    main()
