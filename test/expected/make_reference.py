"""Golden values of Janus itself, from transformers, on tiny seeded checkpoints.

Run it after a change of what is compared; CI needs no Python:

    node test/expected/make-checkpoints.ts <folder>
    python test/expected/make_reference.py <folder>

It reads the transformers-layout checkpoints `tiny` and `odd` in <folder> and writes
`reference-<name>.json.br` beside this file. Versions and command: README.md here.

Where transformers differs from DeepSeek (janus.md 3.6) this script follows DeepSeek: the VQ
encoder compares by direction, guidance pads ids 1..-2 and masks nothing.
"""

import base64
import json
import sys
from pathlib import Path

import brotli
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from transformers import JanusForConditionalGeneration, PreTrainedTokenizerFast

SYSTEM = (
    "You are a helpful language and vision assistant. "
    "You are able to understand the visual content that the user provides, "
    "and assist the user with a variety of tasks using natural language."
)
PROMPT = "a small boat on a quiet lake, 작은 배 🌊"
QUESTIONS = [
    ([0], "What is this?"),
    ([], "And what colour is it?"),
    ([1], "Compare it with this one."),
]
GUIDANCE = 5.0
ANSWER_TOKENS = 12


def floats(tensor):
    data = tensor.detach().to(torch.float32).contiguous().numpy().tobytes()
    return {"dims": list(tensor.shape), "float32": base64.b64encode(data).decode()}


def octets(array):
    array = np.ascontiguousarray(array, dtype=np.uint8)
    return {"dims": list(array.shape), "uint8": base64.b64encode(array.tobytes()).decode()}


def image_of(width, height, k):
    """The same formula stands in test/expected/reference.ts."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((x * (7 + k) + y * (13 - k) + c * 85 + (x * y) // (5 + k)) % 256).astype(np.uint8)


def letterbox(array, side):
    """deepseek-ai/Janus image_processing_vlm.py: int() sizes, PIL bicubic, centred on 127."""
    image = Image.fromarray(array)
    w, h = image.size
    s = max(w, h)
    size = (max(int(w / s * side), 14), max(int(h / s * side), 14))
    small = np.asarray(image.resize(size, Image.Resampling.BICUBIC))
    out = np.full((side, side, 3), 127, np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    out[top : top + size[1], left : left + size[0]] = small
    return out


def pixel_values(array):
    x = torch.from_numpy(array.astype(np.float32)).permute(2, 0, 1)[None]
    return (x / 255 - 0.5) / 0.5


class Reference:
    def __init__(self, folder):
        self.model = JanusForConditionalGeneration.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager"
        ).eval()
        # lm_head has a tensor of its own; transformers would tie it to the embedding.
        from safetensors import safe_open

        file = next(Path(folder).glob("*.safetensors"))
        with safe_open(str(file), "pt") as tensors:
            head = tensors.get_tensor("lm_head.weight").float()
        self.model.lm_head.weight = torch.nn.Parameter(head)
        self.tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(Path(folder) / "tokenizer.json"))
        special = self.tokenizer.convert_tokens_to_ids
        self.bos = special("<｜begin▁of▁sentence｜>")
        self.eos = special("<｜end▁of▁sentence｜>")
        self.pad = special("<｜▁pad▁｜>")
        self.boi = special("<begin_of_image>")
        self.eoi = special("<end_of_image>")
        self.placeholder = special("<image_placeholder>")
        pro = "<|User|>" in self.tokenizer.get_vocab()
        self.roles = ("<|User|>", "<|Assistant|>") if pro else ("User", "Assistant")
        self.stops = {self.eos, special("<|User|>")} if pro else {self.eos}

    def ids(self, text):
        return [self.bos, *self.tokenizer.encode(text, add_special_tokens=False)]

    @torch.no_grad()
    def draw(self):
        """janus.md 1, greedy: every step's guided logits and the whole picture."""
        core = self.model.model
        user, assistant = self.roles
        ids = self.ids(f"{user}: {PROMPT}\n\n{assistant}:") + [self.boi]
        unprompted = [self.bos, *[self.pad] * (len(ids) - 2), self.boi]
        embeds = core.language_model.embed_tokens(torch.tensor([ids, unprompted]))
        total = core.vqmodel.config.num_patches ** 2
        past, tokens, steps = None, [], []
        for _ in range(total):
            out = core.language_model(inputs_embeds=embeds, past_key_values=past, use_cache=True)
            past = out.past_key_values
            logits = core.generation_head(out.last_hidden_state[:, -1])
            guided = logits[1] + GUIDANCE * (logits[0] - logits[1])
            token = int(guided.argmax())
            steps.append(guided)
            tokens.append(token)
            picture = core.generation_aligner(core.generation_embeddings(torch.tensor([token])))
            embeds = picture[None].expand(2, -1, -1)
        pixels = core.vqmodel.decode(torch.tensor([tokens]))[0]
        shown = ((pixels + 1) / 2 * 255).clamp(0, 255).permute(1, 2, 0).numpy().astype(np.uint8)
        return {
            "prompt": PROMPT,
            "ids": ids,
            "tokens": tokens,
            "guidedLogits": floats(torch.stack(steps)),
            "picture": octets(shown),
        }

    @torch.no_grad()
    def encode(self):
        """janus.md 3.5 Encode, with both sides L2-normalised as DeepSeek has it."""
        vq = self.model.model.vqmodel
        side = vq.config.num_patches * 2 ** (len(vq.config.channel_multiplier) - 1)
        pixels = pixel_values(image_of(side, side, 2))
        z = F.normalize(vq.quant_conv(vq.encoder(pixels)), dim=1)
        codes = F.normalize(vq.quantize.embedding.weight, dim=1)
        near = torch.einsum("bdhw,nd->bhwn", z, codes)
        top = near.topk(2, dim=-1).values
        return {
            "tokens": near.argmax(-1).flatten().tolist(),
            "narrowestMargin": float((top[..., 0] - top[..., 1]).min()),
        }

    def see(self, image):
        side = self.model.config.vision_config.image_size
        core = self.model.model
        seen = core.vision_model(pixel_values(letterbox(image, side))).last_hidden_state
        return core.aligner(seen)

    @torch.no_grad()
    def ask(self):
        """janus.md 2, greedy, three turns and two images; each turn read from its beginning."""
        core = self.model.model
        images = [image_of(61, 40, 0), image_of(23, 50, 1)]
        seen = [self.see(image)[0] for image in images]
        user, assistant = self.roles
        history, turns = "", []
        used = []
        for named, question in QUESTIONS:
            used += named
            content = "".join("<image_placeholder>\n" for _ in named) + question
            history += f"{user}: {content}\n\n{assistant}:"
            ids = []
            for id in self.ids(f"{SYSTEM}\n\n{history}"):
                if id != self.placeholder:
                    ids.append(id)
                else:
                    ids += [self.boi, *[id] * seen[0].shape[0], self.eoi]
            embeds = core.language_model.embed_tokens(torch.tensor([ids]))
            places = torch.tensor([id == self.placeholder for id in ids])
            embeds[0, places] = torch.cat([seen[i] for i in used])
            past, answer, stopped = None, [], "max-tokens"
            while len(answer) < ANSWER_TOKENS:
                out = core.language_model(inputs_embeds=embeds, past_key_values=past, use_cache=True)
                past = out.past_key_values
                logits = self.model.lm_head(out.last_hidden_state[0, -1])[: len(self.tokenizer)]
                token = int(logits.argmax())
                if token in self.stops:
                    stopped = "end" if token == self.eos else "user-tag"
                    break
                answer.append(token)
                embeds = core.language_model.embed_tokens(torch.tensor([[token]]))
            text = self.tokenizer.decode(answer, skip_special_tokens=True)
            turns.append(
                {
                    "images": named,
                    "question": question,
                    "ids": ids,
                    "tokens": answer,
                    "answer": text,
                    "stoppedBy": stopped,
                }
            )
            history += f" {text.strip()}<｜end▁of▁sentence｜>"
        boxed = letterbox(images[0], self.model.config.vision_config.image_size)
        return {"letterboxed": octets(boxed), "seen": floats(seen[0]), "turns": turns}


def main(folder):
    for name in ("tiny", "odd"):
        reference = Reference(Path(folder) / name)
        golden = {"draw": reference.draw(), "encode": reference.encode(), "ask": reference.ask()}
        out = Path(__file__).with_name(f"reference-{name}.json.br")
        out.write_bytes(brotli.compress(json.dumps(golden, ensure_ascii=False).encode()))
        print(name, out.stat().st_size, "bytes;", golden["draw"]["tokens"][:8], golden["encode"]["narrowestMargin"])
        for turn in golden["ask"]["turns"]:
            print("  ", turn["stoppedBy"], turn["tokens"], repr(turn["answer"]))


if __name__ == "__main__":
    main(sys.argv[1])
