"""The whole Janus around its pretrained parts, and the one way that the decoder is run in training."""

import torch
import torch.nn.functional as F
from torch import Tensor
from transformers import JanusForConditionalGeneration
from transformers.models.janus.modeling_janus import JanusVisionModel

from begin import Published
from chat import Row, Words
from codes import Codes
from shape import TOKENS, Shape, janus_config

DRAW_LENGTH = 176  # tokens of a row that draws; text is packed into rows of this length too
SMOOTHED = 0.002  # of the picture loss
GUIDANCE = (1.5, 7.0)  # what the twins are drawn with: each a number between
ASK_LENGTH = 256  # tokens of a row that asks about an image


def assemble(shape: Shape, words: Words, codes: Codes | None, sight: JanusVisionModel | None,
             published: Published | None = None) -> JanusForConditionalGeneration:
    """A Janus with a fresh decoder and no picture tokenizer yet. The picture embeddings start as the codebook's vectors.

    To learn language alone, it needs neither codes nor an encoder.
    """
    torch.manual_seed(3)
    janus = JanusForConditionalGeneration(janus_config(shape, words.image, words.pad, words.bos, words.eos))
    with torch.no_grad():
        if codes:
            janus.model.generation_embeddings.weight.copy_(codes.codebook)
        for layer in janus.model.language_model.layers:
            layer.self_attn.o_proj.weight.mul_(0.3)
            layer.mlp.down_proj.weight.mul_(0.3)
    if published:
        published.begin(janus)
    if sight:
        janus.model.vision_model.load_state_dict(sight.state_dict())
    return janus


def _hidden(rows: int, share: float) -> Tensor:
    """Which picture tokens are not shown, `[rows, 143, 1]`: many in a `share` of the rows, none in the others.

    What is next in a picture can mostly be read off the tokens above and to the left, and the prompt is ignored for
    long. Where these are pad, every token must come from the prompt.
    """
    most = torch.rand(rows, 1, 1).mul(0.8).add(0.2) * (torch.rand(rows, 1, 1) < share)
    return torch.rand(rows, TOKENS - 1, 1) < most


class Decoder:
    """Runs the decoder of a Janus over rows; compiled once for each length."""

    def __init__(self, janus: JanusForConditionalGeneration, compiled: bool):
        self.janus, self.compiled = janus, compiled
        language_model = janus.model.language_model
        language_model.set_attn_implementation("eager")  # compiled, it is a sixth faster a step than the fused kernel on CPU

        def hidden_states(embeds: Tensor) -> Tensor:
            return language_model(inputs_embeds=embeds, use_cache=False).last_hidden_state

        self.hidden_states = torch.compile(hidden_states, dynamic=False, disable=not compiled)

    def draw_and_read(self, draws: list[tuple[list[int], Tensor, Tensor]], texts: list[Row], words: Words,
                      hidden_share: float = 0.0, twins: int = 0) -> tuple[Tensor, Tensor, Tensor]:
        """Picture rows and packed text rows, together in one pass of `[rows, 176]`.

        The first `twins` pictures are drawn a second time without their prompt. In `hidden_share` of the other
        picture rows some picture tokens are not shown.

        @returns the picture tokens' cross-entropies `[(draws + twins) · 144]`, those of the twins under guidance
          `[twins · 144]`, and the graded text's `[graded]`.
        """
        draws = [*draws, *((words.unprompted(prompt), tokens, weight) for prompt, tokens, weight in draws[:twins])]
        model = self.janus.model
        rows = len(draws) + len(texts)
        ids = torch.full((rows, DRAW_LENGTH), words.pad)
        graded = torch.zeros(rows, DRAW_LENGTH, dtype=torch.bool)
        starts = torch.tensor([len(prompt) for prompt, _, _ in draws], dtype=torch.long)
        for row, (prompt, _, _) in enumerate(draws):
            ids[row, : len(prompt)] = torch.tensor(prompt)
        for row, text in enumerate(texts, len(draws)):
            ids[row, : len(text.tokens)] = torch.tensor(text.tokens)
            graded[row, : len(text.tokens)] = torch.tensor(text.graded)
        embeds = model.language_model.embed_tokens(ids)
        if draws:
            tokens = torch.stack([tokens for _, tokens, _ in draws]).long()  # [draws, 144]
            seen = model.generation_aligner(model.generation_embeddings(tokens[:, :-1])).to(embeds.dtype)
            hidden_tokens = _hidden(len(draws), hidden_share)
            hidden_tokens[:twins] = hidden_tokens[len(draws) - twins :] = False
            seen = torch.where(hidden_tokens, model.language_model.embed_tokens.weight[words.pad].to(seen.dtype), seen)
            at = starts[:, None] + torch.arange(TOKENS - 1)  # the last token is never read
            drawn = torch.arange(len(draws))[:, None].expand_as(at)
            embeds = embeds.index_put((drawn, at), seen)
        hidden = self.hidden_states(embeds)
        picture_losses = guided_losses = text_losses = hidden.new_zeros(0).float()
        if draws:
            at = starts[:, None] - 1 + torch.arange(TOKENS)  # begin-of-image predicts the first token
            drawn = torch.arange(len(draws))[:, None].expand_as(at)
            logits = model.generation_head(hidden[drawn, at]).float()
            picture_losses = F.cross_entropy(logits.flatten(0, 1), tokens.flatten(), reduction="none", label_smoothing=SMOOTHED)
            picture_losses = picture_losses * torch.cat([weight for _, _, weight in draws])
            if twins:
                prompted, unprompted = logits[:twins], logits[len(draws) - twins :]
                guidance = torch.empty(twins, 1, 1).uniform_(*GUIDANCE)
                guided = unprompted + guidance * (prompted - unprompted)
                guided_losses = F.cross_entropy(guided.flatten(0, 1), tokens[:twins].flatten(), reduction="none")
        if texts:
            text_losses = self._graded(hidden, ids, graded)
        return picture_losses, guided_losses, text_losses

    def ask(self, rows: list[Row], images: Tensor, words: Words) -> Tensor:
        """Rows about images `[rows, 3, 96, 96]`, one image a row: the cross-entropies of their answers, `[graded]`."""
        model = self.janus.model
        ids = torch.full((len(rows), ASK_LENGTH), words.pad)
        graded = torch.zeros(len(rows), ASK_LENGTH, dtype=torch.bool)
        for index, row in enumerate(rows):
            ids[index, : len(row.tokens)] = torch.tensor(row.tokens)
            graded[index, : len(row.tokens)] = torch.tensor(row.graded)
        embeds = model.language_model.embed_tokens(ids)
        seen = model.aligner(model.vision_model(images).last_hidden_state).to(embeds.dtype)
        embeds = embeds.masked_scatter((ids == words.image).unsqueeze(-1), seen)
        return self._graded(self.hidden_states(embeds), ids, graded)

    def _graded(self, hidden: Tensor, ids: Tensor, graded: Tensor) -> Tensor:
        """Cross-entropy of every graded token, predicted from the token before it."""
        logits = self.janus.lm_head(hidden[:, :-1][graded[:, 1:]])
        return F.cross_entropy(logits.float(), ids[:, 1:][graded[:, 1:]], reduction="none")
