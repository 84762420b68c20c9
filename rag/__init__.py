"""Finding passages in an index and composing cited answers from them; knows neither files nor screens."""

import os

# onnxruntime 1.32 reads this when it is imported; without it, it writes a device id and sends events to its maker.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
