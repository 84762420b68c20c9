"""Fit what tells the kind of a request and its topic: `python -m training.fit_requests`; writes rag/data/requests.npz.

The examples in `requests.jsonl` mark their topics with brackets; `hand` says who wrote them. With `--judge` it prints
how often requests of hands that were left out are understood, and writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy, dropout, silu

from rag.language.sentences import Span, fold
from rag.models.embedder import OnnxEmbedder, TokenStates, Vectors
from rag.question.request import ARRAYS, QUESTIONS, Fitted, fitted, shortened

HERE = Path(__file__).parent
EXAMPLES = HERE / "requests.jsonl"
TARGET = HERE.parent / "rag" / "data" / "requests.npz"
TOPIC = re.compile(r"\[(.*?)\]")
TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d[\d.,]*|[\u3400-\u9fff]|[?!:;,/%-]")
LEAST = 2  # examples that have a word outside of their topic, for it to be one of asking
HEADS, UNITS = 6, 64
KINDS_EPOCHS, TOPICS_EPOCHS = 30, 10
DROPPED, SMOOTHED = 0.5, 0.05
TOPIC_BIAS = 1.5  # for a token to be of the topic: what is cut off is lost, what is left over hardly disturbs
FOLDS = 6
SEED = 7


@dataclass(frozen=True, slots=True)
class Example:
    """A request: its tokens' states, its kind, who wrote it, and of each token whether it is of the topic."""

    states: Vectors
    kind: str
    hand: str
    inside: Vectors | None


class Listener(nn.Module):
    """Attention that says which tokens tell the kind, and a linear model over what it gathers and the first token."""

    def __init__(self, dimensions: int, kinds: int) -> None:
        super().__init__()
        self.attention = nn.Linear(dimensions, HEADS, bias=False)
        self.weights = nn.Linear(dimensions * (HEADS + 1), kinds)
        nn.init.normal_(self.attention.weight, std=0.05)
        nn.init.zeros_(self.weights.weight)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Logits (texts, kinds) of padded states (texts, tokens, dimensions)."""
        attended = self.attention(states).masked_fill(~mask[..., None], -1e4).softmax(1)
        gathered = torch.einsum("bth,btd->bhd", attended, states).flatten(1)
        logits: Tensor = self.weights(dropout(torch.cat([states[:, 0], gathered], 1), DROPPED, self.training))
        return logits


def tokens(text: str) -> list[str]:
    """Folded words, numbers and the marks that tell how something is asked."""
    return [fold(word) for word in TOKEN.findall(text.replace("’", "'"))]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judge", action="store_true", help="cross-validate by hands instead")
    judge = parser.parse_args().judge
    torch.set_num_threads(2)
    lines = EXAMPLES.read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    examples, kinds = read(rows), tuple(sorted({row["kind"] for row in rows}))
    print(f"{len(rows)} examples of {len(kinds)} kinds by {len({row['hand'] for row in rows})} hands")
    examples += our_questions(examples, kinds)
    if judge:
        cross_validate(examples, kinds)
        return
    found = fit(examples, kinds, asking_words([row["request"] for row in rows if row["hand"] == "first"]))
    np.savez_compressed(
        TARGET,
        kinds=" ".join(found.kinds),
        asking=" ".join(sorted(found.asking)),
        examples=hashlib.sha256(EXAMPLES.read_bytes()).hexdigest(),
        **{name: getattr(found, name).astype(np.float16) for name in ARRAYS},
    )
    fitted.cache_clear()


def read(rows: Sequence[dict[str, str]]) -> list[Example]:
    """The examples with their states; the topic of one that is cut is not learned."""
    texts = [shortened(TOPIC.sub(r"\1", row["request"])) for row in rows]
    found = TokenStates(OnnxEmbedder()).of(texts)
    return [
        Example(states, row["kind"], row["hand"], _inside(row["request"], text, spans))
        for row, text, (states, spans) in zip(rows, texts, found, strict=True)
    ]


def our_questions(examples: Sequence[Example], kinds: Sequence[str]) -> list[Example]:
    """Our own questions on the briefs, among which there is no request, as what a first fit takes them for."""
    files = (HERE / "questions.jsonl", HERE / "questions-report.jsonl", HERE / "follow-ups.jsonl")
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    first = fit(examples, kinds, frozenset())
    found: list[Example] = []
    for states, _ in TokenStates(OnnxEmbedder()).of([shortened(row["question"]) for row in rows]):
        chances = dict(zip(kinds, first.chances(states).tolist(), strict=True))
        found.append(Example(states, max(QUESTIONS, key=lambda name: chances[name]), "ours", None))
    return found


def _inside(marked: str, text: str, spans: Sequence[Span]) -> Vectors | None:
    matches = list(TOPIC.finditer(marked))
    if not matches or TOPIC.sub(r"\1", marked) != text:
        return None
    first, last = matches[0].start(), matches[-1].end() - 2 * len(matches)
    return np.array([first <= start < last for start, _ in spans], dtype=np.float32)


def asking_words(requests: Sequence[str]) -> frozenset[str]:
    """The words that stand outside of topics at least as often as within; `topics.txt` has more topics.

    Of requests that say nothing beside the asking: in others any word can stand outside.
    """
    outside = Counter(word for request in requests for word in tokens(TOPIC.sub(" ", request)))
    inside = Counter(word for request in requests for part in TOPIC.findall(request) for word in tokens(part))
    inside.update(word for topic in (HERE / "topics.txt").read_text("utf-8").splitlines() for word in tokens(topic))
    counts = ((word, count) for word, count in outside.items() if count >= LEAST and word[0].isalpha())
    return frozenset(word for word, count in counts if count >= inside[word])


def fit(examples: Sequence[Example], kinds: Sequence[str], asking: frozenset[str]) -> Fitted:
    """The weights of all that is learned."""
    listener = fit_kinds(examples, kinds)
    rows = [listener.weights.weight.T, listener.weights.bias[None]]
    inner, outer = fit_topics([example for example in examples if example.inside is not None])
    attention, weights = listener.attention.weight.detach().numpy(), torch.cat(rows).detach().numpy()
    return Fitted(attention, weights, inner, outer, tuple(kinds), asking)


def fit_kinds(examples: Sequence[Example], kinds: Sequence[str]) -> Listener:
    """What tells the kind; examples of like length are learned together."""
    torch.manual_seed(SEED)
    draw = np.random.default_rng(SEED)
    order = sorted(range(len(examples)), key=lambda number: len(examples[number].states))
    batches = [[examples[number] for number in order[first : first + 64]] for first in range(0, len(order), 64)]
    listener = Listener(examples[0].states.shape[1], len(kinds))
    optimizer = torch.optim.AdamW(listener.parameters(), weight_decay=0.3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=KINDS_EPOCHS * len(batches))
    for _ in range(KINDS_EPOCHS):
        for number in draw.permutation(len(batches)):
            wanted = torch.tensor([kinds.index(example.kind) for example in batches[number]])
            loss = cross_entropy(listener(*_padded(batches[number])), wanted, label_smoothing=SMOOTHED)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return listener.eval()


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor]:
    states = nn.utils.rnn.pad_sequence([torch.from_numpy(example.states) for example in batch], batch_first=True)
    lengths = torch.tensor([len(example.states) for example in batch])
    return states, torch.arange(states.shape[1])[None] < lengths[:, None]


def fit_topics(examples: Sequence[Example]) -> tuple[Vectors, Vectors]:
    """The two layers that tell whether a token is of the topic, the biases last; special tokens are not learned."""
    torch.manual_seed(SEED)
    states = torch.from_numpy(np.vstack([example.states[1:-1] for example in examples]))
    wanted = torch.from_numpy(
        np.concatenate([example.inside[1:-1] for example in examples if example.inside is not None])
    )
    inner, outer = nn.Linear(states.shape[1], UNITS), nn.Linear(UNITS, 1)
    optimizer = torch.optim.AdamW([*inner.parameters(), *outer.parameters()], lr=3e-3)
    for _ in range(TOPICS_EPOCHS):
        for some in torch.randperm(len(states)).split(512):
            loss = binary_cross_entropy_with_logits(outer(silu(inner(states[some])))[:, 0], wanted[some])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    inner_rows, outer_rows = (torch.cat([each.weight.T, each.bias[None]]).detach().numpy() for each in (inner, outer))
    outer_rows[-1] += TOPIC_BIAS
    return inner_rows, outer_rows[:, 0]


def cross_validate(examples: Sequence[Example], kinds: Sequence[str]) -> None:
    """Prints the share of kinds and of topic tokens that are right, of hands that were left out."""
    hands = sorted({example.hand for example in examples} - {"first", "ours"})
    right: list[bool] = []
    tagged: list[bool] = []
    for held in range(FOLDS):
        out = set(hands[held::FOLDS])
        found = fit([example for example in examples if example.hand not in out], kinds, frozenset())
        for example in (example for example in examples if example.hand in out):
            right.append(kinds[int(found.chances(example.states).argmax())] == example.kind)
            if example.inside is not None:
                tagged += ((found.topical(example.states) > TOPIC_BIAS) == (example.inside > 0))[1:-1].tolist()
    print(f"kinds {np.mean(right):.3f} of {len(right)}, tokens {np.mean(tagged):.3f} of {len(tagged)}")


if __name__ == "__main__":
    main()
