"""A low-rank adapter as PEFT saves it, and the weights that PEFT merges it into.

    node test/expected/make-checkpoints.ts <folder>
    python test/expected/make_adapter.py <folder>

It reads the transformers-layout checkpoint `odd` in <folder> and writes `adapter/` and `adapter.golden.json` beside this
file. Versions and command: README.md here.
"""

import base64
import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import JanusForConditionalGeneration

HERE = Path(__file__).parent
# The aligner's fc1 and the vision tower's are adapted alike; of the tower's q, k and v, which ours stacks, two are.
TARGETS = ["q_proj", "v_proj", "down_proj", "fc1"]
SHOWN = [
    "model.language_model.layers.2.self_attn.v_proj",
    "model.vision_model.encoder.layers.1.self_attn.q_proj",
    "model.aligner.fc1",
]


def main(folder: Path) -> None:
    torch.manual_seed(5)
    janus = JanusForConditionalGeneration.from_pretrained(folder / "odd", dtype=torch.float32)
    config = LoraConfig(r=3, lora_alpha=7, target_modules=TARGETS, init_lora_weights=False)
    adapted = get_peft_model(janus, config)
    for name, weight in adapted.named_parameters():
        if "lora_" in name:
            weight.data = (weight.data * 0.2).bfloat16().float()  # as it will be stored
    adapted.save_pretrained(HERE / "adapter")
    (HERE / "adapter" / "README.md").unlink()
    weights = HERE / "adapter" / "adapter_model.safetensors"
    save_file({name: weight.bfloat16() for name, weight in load_file(weights).items()}, weights, {"format": "pt"})
    settings = HERE / "adapter" / "adapter_config.json"
    told = {**json.loads(settings.read_text()), "base_model_name_or_path": "odd"}  # not where it lay when this was run
    settings.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n")
    merged = adapted.merge_and_unload().state_dict()
    shown = {f"{name}.weight": base64.b64encode(merged[f"{name}.weight"].numpy().tobytes()).decode() for name in SHOWN}
    (HERE / "adapter.golden.json").write_text(json.dumps(shown, indent=2) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
