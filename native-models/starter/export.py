"""Writes the checkpoint in the published layout: what transformers and the studio's builder both read."""

import json
import shutil
from pathlib import Path

import torch
from transformers import GenerationConfig, JanusForConditionalGeneration

from chat import ASSISTANT, BEGIN, BOS, END, EOS, IMAGE, PAD, SPECIALS, USER, Words
from scene import SIDE
from shape import TOKENS

CHAT_TEMPLATE = (
    "{% for message in messages %}{% if message['role'] == 'user' %}" + USER + ": {% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}" + IMAGE + "{{ '\\n' }}{% else %}{{ part['text'] }}{% endif %}{% endfor %}{{ '\\n\\n' }}"
    "{% else %}" + ASSISTANT + ": {{ message['content'][0]['text'] }}" + EOS + "{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}" + ASSISTANT + ":{% endif %}"
)


def export(janus: JanusForConditionalGeneration, words: Words, folder: Path) -> None:
    """Weights as bf16 safetensors, the configs, the tokenizer and the preprocessors."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: weight.to(torch.bfloat16) for name, weight in janus.state_dict().items()}
    janus.generation_config = GenerationConfig(
        bos_token_id=words.bos, eos_token_id=words.eos, pad_token_id=words.pad, guidance_scale=5.0, temperature=1.0,
        generation_kwargs={"boi_token_id": words.begin},
    )
    janus.save_pretrained(folder, state_dict=weights)
    config = json.loads((folder / "config.json").read_text())
    _write(folder / "config.json", {**config, "dtype": "bfloat16"})
    words.tokenizer.save(str(folder / "tokenizer.json"))
    _write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 1024, "clean_up_tokenization_spaces": False,
        "bos_token": BOS, "eos_token": EOS, "pad_token": PAD,
        "extra_special_tokens": {"image_token": IMAGE, "boi_token": BEGIN, "eoi_token": END},
    })
    (folder / "chat_template.jinja").write_text(CHAT_TEMPLATE)
    _write(folder / "special_tokens_map.json", {
        "bos_token": BOS, "eos_token": EOS, "pad_token": PAD,
        "additional_special_tokens": [token for token in SPECIALS if token not in (BOS, EOS, PAD)],
    })
    _write(folder / "preprocessor_config.json", {
        "image_processor_type": "JanusImageProcessor", "processor_class": "JanusProcessor", "do_resize": True,
        "size": {"height": SIDE, "width": SIDE}, "min_size": 14, "do_pad": True, "background_color": [127, 127, 127],
        "do_rescale": True, "rescale_factor": 1 / 255, "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5], "resample": 3, "image_size": SIDE,
    })
    _write(folder / "processor_config.json", {
        "processor_class": "JanusProcessor", "num_image_tokens": TOKENS, "use_default_system_prompt": True,
    })


def publish(folder: Path, assets: Path) -> None:
    """Copies an exported checkpoint to where the app ships it from."""
    assets.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        shutil.copy(path, assets / path.name)


def _write(path: Path, content: dict) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
