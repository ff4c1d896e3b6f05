"""Rows of tokens in Janus-Pro's templates, for training and for drawing.

Source of the templates: deepseek-ai/Janus `conversation.py` (style "deepseek") and `generation_inference.py`.
"""

from typing import NamedTuple

from tokenizers import Tokenizer

from shape import TOKENS

BOS, EOS, PAD = "<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜▁pad▁｜>"
BEGIN, END, IMAGE = "<begin_of_image>", "<end_of_image>", "<image_placeholder>"
USER, ASSISTANT = "<|User|>", "<|Assistant|>"
SPECIALS = [BOS, EOS, PAD, BEGIN, END, IMAGE, "<patch_placeholder>", "<|ref|>", "<|/ref|>", "<|det|>", "<|/det|>",
            "<|grounding|>", USER, ASSISTANT]
SYSTEM = (
    "You are a helpful language and vision assistant. You are able to understand the visual content that the user "
    "provides, and assist the user with a variety of tasks using natural language."
)


class Row(NamedTuple):
    """Tokens the decoder reads, and which of them are answers it is graded on."""

    tokens: list[int]
    graded: list[bool]


class Words:
    """The tokenizer with the ids of its special tokens at hand, each looked up by its string."""

    def __init__(self, tokenizer: Tokenizer):
        self.tokenizer = tokenizer
        ids = {token: tokenizer.token_to_id(token) for token in SPECIALS}
        self.bos, self.eos, self.pad = ids[BOS], ids[EOS], ids[PAD]
        self.begin, self.end, self.image = ids[BEGIN], ids[END], ids[IMAGE]

    def read(self, text: str) -> list[int]:
        """Text to ids without BOS; special tokens in the text become their ids."""
        return self.tokenizer.encode(text, add_special_tokens=False).ids

    def write(self, tokens: list[int]) -> str:
        """Ids to text without special tokens."""
        return self.tokenizer.decode(tokens, skip_special_tokens=True).strip()

    def draw(self, prompt: str) -> list[int]:
        """What is read before a picture: BOS, the user's turn, the assistant's name, begin of image."""
        return [self.bos, *self.read(f"{USER}: {prompt.strip()}\n\n{ASSISTANT}:{BEGIN}")]

    def unprompted(self, tokens: list[int]) -> list[int]:
        """The other row of guidance: all but BOS and begin-of-image become pad. No mask goes with it."""
        return [tokens[0], *[self.pad] * (len(tokens) - 2), tokens[-1]]

    def ask(self, turns: list[tuple[str, str | None]], image: bool) -> Row:
        """A conversation in the question template, about an image or about nothing.

        The last answer may be none: then the row ends where the model is to speak.
        The placeholder becomes begin, 144 placeholders, end.
        """
        tokens, graded = [self.bos], [False]
        opening = f"{SYSTEM}\n\n"
        for index, (question, answer) in enumerate(turns):
            seen = f"{IMAGE}\n" if image and index == 0 else ""
            asked = self.read(f"{opening}{USER}: {seen}{question.strip()}\n\n{ASSISTANT}:")
            said = [] if answer is None else [*self.read(f" {answer.strip()}"), self.eos]
            tokens += asked + said
            graded += [False] * len(asked) + [True] * len(said)
            opening = ""
        if image:
            at = tokens.index(self.image)
            tokens[at : at + 1] = [self.begin, *[self.image] * TOKENS, self.end]
            graded[at : at + 1] = [False] * (TOKENS + 2)
        return Row(tokens, graded)

    def sentence(self, text: str) -> Row:
        """Plain text, all of it graded: language pretraining."""
        said = [*self.read(text), self.eos]
        return Row([self.bos, *said], [False] + [True] * len(said))
