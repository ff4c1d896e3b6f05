"""The papers' question at this scale (Janus, Table 5): does it pay to encode pictures twice?

    python native-models/starter/ablation.py                  # a fifth of the recipe's rows for each arm
    python native-models/starter/ablation.py --share 0.05     # or less
    python native-models/starter/ablation.py --only shared    # one arm, to train several side by side
    python native-models/starter/ablation.py --smoke          # everything, tiny, in minutes

All arms go through the recipe's three stages from the same pretrained parts and the same fresh weights, with the same
seeds, steps and data. State lives in `--work`; running the command again goes on from the last save. The table and
all figures are `ablation.md` and `ablation.json` there.
"""

import argparse
import json
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import JanusForConditionalGeneration
from transformers.modeling_outputs import BaseModelOutput

from art import Art, fetch
from chat import Words
from codes import Codes, make_codes
from evaluate import score_asking, score_drawing
from exam import KINDS, askings, drawings
from model import ASK_LENGTH, DRAW_LENGTH, Decoder, assemble
from run import fresh
from scene import paint
from shape import FULL, SMOKE, TOKENS, Shape
from sight import train_sight
from stages import ASK_ROWS, STAGES, Stage, train_stage
from vq import encode, pixels, train_vq
from words import train_words

LANGUAGE, *UNIFIED = STAGES
PRETRAINED = ("sight", "codes", "language")
WORTH_COMPILING = 300  # steps of stage II; compiling takes a minute or two for each arm


@dataclass(frozen=True)
class Arm:
    """What one arm learns, and what it sees images with."""

    name: str
    row: str  # of the paper's table
    draws: bool
    asks: bool
    shared: bool = False  # images asked about go through the picture tokenizer too


ARMS = (
    Arm("decoupled", "D", draws=True, asks=True),
    Arm("shared", "A", draws=True, asks=True, shared=True),
    Arm("drawing", "F", draws=True, asks=False),
    Arm("asking", "E", draws=False, asks=True),
)


class TokenSight(nn.Module):
    """Stands where the understanding encoder and its aligner stood: an image is read as it would be drawn.

    The tokenizer's encoder writes it as picture tokens, and these go through the embeddings and the aligner of drawing,
    as in Chameleon and the paper's row A. The tokenizer stays as it is, as it does in every stage.
    """

    def __init__(self, janus: JanusForConditionalGeneration):
        super().__init__()
        model = janus.model
        self.parts = (model.vqmodel, model.generation_embeddings, model.generation_aligner)  # a tuple: they have their names already

    def forward(self, images: Tensor) -> BaseModelOutput:
        tokenizer, embeddings, aligner = self.parts
        return BaseModelOutput(last_hidden_state=aligner(embeddings(encode(tokenizer, images))))


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    shape = SMOKE if options.smoke else FULL
    work = options.work / shape.name
    art = Art(fetch(options.work))
    words = Words(train_words(work, shape))
    sight = train_sight(work, shape, art, words)
    codes = make_codes(work, shape, art)
    tokenizer = train_vq(work, shape, art, codes)
    train_stage(LANGUAGE, work, shape, art, words, None, *_fresh(shape, words, codes, None))
    shortened = replace(shape, steps={**shape.steps, **{stage.name: _steps(stage, shape, options.share) for stage in UNIFIED}})

    folder = work / "ablation"
    for arm in ARMS if options.only is None else [arm for arm in ARMS if arm.name == options.only]:
        _pretrained(work, folder / arm.name)
        torch.compiler.reset()  # what is compiled is counted by its source line, and arms share their lines
        janus, decoder = _fresh(shortened, words, codes, sight)
        janus.model.vqmodel.load_state_dict(tokenizer.state_dict())
        if arm.shared:
            janus.model.vision_model, janus.model.aligner = TokenSight(janus), nn.Identity()
        for stage in (LANGUAGE, *stages_of(arm)):
            train_stage(stage, folder / arm.name, shortened, art, words, codes, janus, decoder)
        _score(arm, folder / arm.name, shortened, art, words, codes, janus)
    write_table(folder, options.share)


def stages_of(arm: Arm) -> list[Stage]:
    """The three stages with half the rows a step, so that a short run has more steps, and without what an arm leaves out.

    Images are asked about as they are: the tokenizer's encoder has never seen any that were moved or brightened.
    """
    return [
        replace(stage, draws=stage.draws // 2 * arm.draws, twins=stage.twins // 2 * arm.draws,
                asks=max(ASK_ROWS, stage.asks // 2) * arm.asks, shaken=False)
        for stage in UNIFIED
    ]


def _steps(stage: Stage, shape: Shape, share: float) -> int:
    """Of half the rows, for a share of the recipe's."""
    return max(1, round(2 * share * shape.steps[stage.name]))


def _fresh(shape: Shape, words: Words, codes: Codes, sight) -> tuple[JanusForConditionalGeneration, Decoder]:
    janus = assemble(shape, words, codes, sight)
    return janus, Decoder(janus, compiled=shape.steps["stage2"] >= WORTH_COMPILING)


def _pretrained(work: Path, folder: Path) -> None:
    """Puts the pretrained runs where an arm's stages look for them."""
    for name in PRETRAINED:
        link = folder / "runs" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        if not link.exists():
            link.symlink_to(work.resolve() / "runs" / name)


def _score(arm: Arm, folder: Path, shape: Shape, art: Art, words: Words, codes: Codes, janus: JanusForConditionalGeneration) -> None:
    """Writes an arm's `scores.json`, unless it is there and newer than what the arm ended with."""
    path = folder / "scores.json"
    if fresh(path, [folder / "runs" / UNIFIED[-1].name / "done.pt"]):
        return
    count = 1 if shape.name == "smoke" else 20  # of each category; half as many where pictures and answers are sampled
    janus.eval()
    decoder = Decoder(janus, compiled=False)
    scores: dict = {"arm": arm.name, "row": arm.row, "steps": {stage.name: shape.steps[stage.name] for stage in UNIFIED}}
    for kind in ("draws", "asks"):
        scores[f"rows that {kind[:-1]}"] = sum(getattr(stage, kind) * shape.steps[stage.name] for stage in stages_of(arm))
    if arm.draws:
        scores["picture nats"] = _picture_nats(decoder, words, codes, count)
        scores["drawing"] = score_drawing(folder, art, words, janus, -(-count // 2))
    if arm.asks:
        scores["answer nats"] = _answer_nats(decoder, art, words, count)
        scores["asking"] = score_asking(folder, art, words, janus, -(-count // 2))
    path.write_text(json.dumps(scores, indent=2) + "\n")
    print(json.dumps(scores), flush=True)


@torch.no_grad()
def _picture_nats(decoder: Decoder, words: Words, codes: Codes, count: int) -> float:
    """The mean cross-entropy of the tokens of held-out scenes, each given its prompt."""
    asked = [(words.draw(one.prompt), codes.tokens(one.scene), torch.ones(TOKENS)) for one in drawings(count)]
    asked = [row for row in asked if len(row[0]) + TOKENS <= DRAW_LENGTH]
    with torch.autocast("cpu", torch.bfloat16):
        nats = [decoder.draw_and_read(asked[at : at + 8], [], words)[0] for at in range(0, len(asked), 8)]
    return round(float(torch.cat(nats).mean()), 4)


@torch.no_grad()
def _answer_nats(decoder: Decoder, art: Art, words: Words, count: int) -> float:
    """The mean cross-entropy of the answers to held-out questions, token by token."""
    asked = [(words.ask([(one.exchange.question, one.exchange.answer)], image=True), one.picture) for one in askings(count)]
    asked = [(row, picture) for row, picture in asked if len(row.tokens) <= ASK_LENGTH]
    nats = []
    for at in range(0, len(asked), 8):
        rows, pictures = zip(*asked[at : at + 8])
        with torch.autocast("cpu", torch.bfloat16):
            nats.append(decoder.ask(list(rows), pixels([paint(art, picture) for picture in pictures]), words))
    return round(float(torch.cat(nats).mean()), 4)


def write_table(folder: Path, share: float) -> None:
    """All arms that have been scored, as `ablation.json` and as a table, `ablation.md`."""
    scored = [json.loads(path.read_text()) for arm in ARMS if (path := folder / arm.name / "scores.json").exists()]
    (folder / "ablation.json").write_text(json.dumps({"share": share, "arms": scored}, indent=2) + "\n")
    head = ["arm", "paper's row", "drawn right", "picture nats", *KINDS, "answer nats", "rows drawn", "rows asked"]
    lines = [head, ["---"] * len(head)]
    for one in scored:
        drawn = one.get("drawing", {}).get("overall")
        answered = [one.get("asking", {}).get(kind) for kind in KINDS]
        rows = [one["rows that draw"] or None, one["rows that ask"] or None]
        cells = [one["arm"], one["row"], drawn, one.get("picture nats"), *answered, one.get("answer nats"), *rows]
        lines.append(["–" if cell is None else str(cell) for cell in cells])
    table = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    (folder / "ablation.md").write_text(table)
    print(table)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--smoke", action="store_true", help="a tiny model and a few steps of every stage")
    parser.add_argument("--share", type=float, default=0.2, help="of the recipe's rows, for each arm")
    parser.add_argument("--only", choices=[arm.name for arm in ARMS], help="one arm alone")
    parser.add_argument("--work", type=Path, default=Path.home() / ".cache" / "janus-ablation", help="where state is kept")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
