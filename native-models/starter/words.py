"""The text tokenizer: a byte-level BPE trained on the grammar, with Janus-Pro's special tokens."""

from pathlib import Path
from random import Random

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from chat import ASSISTANT, BOS, SYSTEM, USER, SPECIALS
from grammar import LANGUAGES, prompt
from questions import exchanges, talk
from scene import training_picture
from shape import Shape


def train_words(work: Path, shape: Shape) -> Tokenizer:
    """Trains the tokenizer to exactly `shape.vocabulary` entries, or loads it."""
    path = work / "tokenizer.json"
    if not path.exists():
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
            pre_tokenizers.Split(Regex("[\r\n]"), "isolated"),
            pre_tokenizers.Digits(individual_digits=True),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
        ])
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=shape.vocabulary, special_tokens=SPECIALS, show_progress=False,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        )
        tokenizer.train_from_iterator(_corpus(400 if shape.name == "smoke" else 20_000), trainer)
        # Encoding begins with BOS and adds no EOS, as in Janus-Pro's tokenizer.json.
        tokenizer.post_processor = processors.TemplateProcessing(
            single=f"{BOS} $A", special_tokens=[(BOS, tokenizer.token_to_id(BOS))],
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        tokenizer.save(str(path))
    return Tokenizer.from_file(str(path))


def _corpus(pictures: int):
    """Lines of the grammar in the proportions that the model will meet them."""
    rng = Random("words")
    for index in range(pictures):
        picture, language = training_picture(rng), LANGUAGES[index % 2]
        asked = rng.choice(exchanges(picture, rng, language))
        yield prompt(picture, rng, language)
        yield f"{USER}: {asked.question}\n\n{ASSISTANT}: {asked.answer}"
        if index % 4 == 0:
            yield "\n\n".join(talk(rng, language))
        if index % 50 == 0:
            yield SYSTEM
