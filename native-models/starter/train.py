"""Trains the starter from nothing: one command, stages by name, each resumable.

    python native-models/starter/train.py                        # everything, some four hours of two cores
    python native-models/starter/train.py --smoke                # everything, tiny, in minutes
    python native-models/starter/train.py --from assets/starter  # goes on from the published checkpoint

State lives in `--work`; running the command again goes on from the last save.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import torch

from art import Art, fetch
from begin import CODES, Published, write_cells
from chat import Words
from codes import cells_of, make_codes
from evaluate import evaluate
from exam import write_exam
from export import export, publish
from model import Decoder, assemble
from shape import FULL, SMOKE
from sight import train_sight
from stages import STAGES, train_stage
from vq import train_vq
from words import train_words

NAMES = ("art", "words", "sight", "codes", *(stage.name for stage in STAGES), "vq", "export", "evaluate")


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    shape = SMOKE if options.smoke else FULL
    if options.steps:
        shape = replace(shape, steps={**shape.steps, **options.steps})
    work = options.work / shape.name
    wanted = (options.only,) if options.only else NAMES[: NAMES.index(options.until) + 1]

    art = Art(fetch(options.work))
    published = Published(options.begin) if options.begin else None
    if published:
        published.words(work)
    words = Words(train_words(work, shape))
    if options.exam:
        write_exam(options.exam, art, count=50)
    sight = train_sight(work, shape, art, words, published) if "sight" in wanted else None
    codes = None if options.only in ("sight", "language") else make_codes(work, shape, art, published and published.cells())
    janus = assemble(shape, words, codes, sight, published)
    decoder = Decoder(janus, compiled=not options.smoke)
    for stage in STAGES:
        if stage.name in wanted:
            train_stage(stage, work, shape, art, words, codes, janus, decoder, options.apart)
    if "vq" in wanted:
        janus.model.vqmodel.load_state_dict(train_vq(work, shape, art, codes, published).state_dict())
    if "export" in wanted:
        export(janus, words, work / "export")
        write_cells(cells_of(codes, art), work / "export" / CODES)
        if options.publish:
            publish(work / "export", options.publish)
    if "evaluate" in wanted:
        evaluate(work, shape, art, words, janus)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a tiny model and a few steps of every stage")
    parser.add_argument("--until", choices=NAMES, default="evaluate", help="the last stage to run")
    parser.add_argument("--only", choices=("sight", "vq", "language"), help="one of the stages that may run side by side")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "janus-starter", help="where state is kept")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--apart", action="store_true", help="let a second process answer as many questions again")
    parser.add_argument("--steps", type=_steps, help="other lengths, such as stage2=4000,stage3=800")
    parser.add_argument("--from", dest="begin", type=Path, help="a published checkpoint to go on from, such as assets/starter")
    parser.add_argument("--publish", type=Path, help="copy the exported checkpoint to this folder")
    parser.add_argument("--exam", type=Path, help="write the held-out prompts, questions and pictures to this folder")
    return parser.parse_args()


def _steps(text: str) -> dict[str, int]:
    return {name: int(count) for name, count in (part.split("=") for part in text.split(","))}


if __name__ == "__main__":
    main()
