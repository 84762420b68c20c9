"""Finding passages in an index and composing cited answers from them; knows neither files nor screens."""

import os

# onnxruntime 1.32 reads this when it is imported; without it, it writes a device id and sends events to its maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# huggingface_hub reads these when it is imported: an embedder that is given by name comes from this machine, unless the
# user sets HF_HUB_OFFLINE=0.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ.setdefault("HF_HUB_OFFLINE", "1")
