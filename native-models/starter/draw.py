"""Drawing as DeepSeek's `generate` does: two rows a picture, guidance, one sampled token after another."""

import torch
from torch import Tensor
from transformers import DynamicCache, JanusForConditionalGeneration

from chat import Words
from shape import TOKENS


@torch.no_grad()
def draw(janus: JanusForConditionalGeneration, words: Words, prompts: list[str], seed: int = 0,
         guidance: float = 5.0, temperature: float = 1.0) -> Tensor:
    """Picture tokens for each prompt, `[prompts, 144]`. Prompts of one length are drawn together."""
    read = [words.draw(prompt) for prompt in prompts]
    drawn = torch.zeros(len(prompts), TOKENS, dtype=torch.long)
    for length in sorted({len(ids) for ids in read}):
        at = [index for index, ids in enumerate(read) if len(ids) == length]
        drawn[at] = _draw_together(janus, words, [read[index] for index in at], seed, guidance, temperature)
    return drawn


def _draw_together(janus, words: Words, read: list[list[int]], seed: int, guidance: float, temperature: float) -> Tensor:
    model = janus.model
    dice = torch.Generator().manual_seed(seed)
    rows = torch.tensor(read + [words.unprompted(ids) for ids in read])  # prompted above, unprompted below
    embeds = model.language_model.embed_tokens(rows)
    cache = DynamicCache()
    drawn = []
    for _ in range(TOKENS):
        out = model.language_model(inputs_embeds=embeds, past_key_values=cache, use_cache=True)
        logits = model.generation_head(out.last_hidden_state[:, -1]).float()
        prompted, unprompted = logits.chunk(2)
        guided = unprompted + guidance * (prompted - unprompted)
        token = torch.multinomial(torch.softmax(guided / temperature, -1), 1, generator=dice)  # [n, 1]
        drawn.append(token)
        embeds = model.generation_aligner(model.generation_embeddings(token.repeat(2, 1)))
    return torch.cat(drawn, 1)


@torch.no_grad()
def answer(janus: JanusForConditionalGeneration, words: Words, image: Tensor, questions: list[str], limit: int = 48) -> list[str]:
    """The greedy answer to each question, asked by itself about one image `[1, 3, 96, 96]`."""
    model = janus.model
    features = model.aligner(model.vision_model(image).last_hidden_state)
    answers = []
    for question in questions:
        ids = torch.tensor([words.ask([(question, None)], image=True).tokens])
        embeds = model.language_model.embed_tokens(ids)
        embeds = embeds.masked_scatter((ids == words.image).unsqueeze(-1), features.to(embeds.dtype))
        cache, said = DynamicCache(), []
        while len(said) < limit:
            out = model.language_model(inputs_embeds=embeds, past_key_values=cache, use_cache=True)
            token = janus.lm_head(out.last_hidden_state[:, -1]).argmax(-1)
            if int(token) == words.eos:
                break
            said.append(int(token))
            embeds = model.language_model.embed_tokens(token[:, None])
        answers.append(words.write(said))
    return answers
