"""A plain PyTorch port of MacridVAE's forward pass, held against Facet's on the same weights.

    compare_with_pytorch.py ARTIFACT HISTORIES.csv REPLY.json

The artifact is opened with the `safetensors` package; REPLY.json is what `benchmarks forward` says about the
same histories. Written from the paper's formulas (Ma et al., NeurIPS 2019): dense input, one pass per
concept. B users, M items, K concepts, d width. Exits with 1 when a difference is above 1e-4.
"""
import csv
import json
import sys

import torch
from safetensors import safe_open

LIMIT = 1e-4


def unit(v):
    """Rows of unit length; the norm is held above 1e-6."""
    return v / v.square().sum(-1, keepdim=True).clamp_min(1e-12).sqrt()


class MacridVAE:
    def __init__(self, weights, settings, dtype):
        w = {name: tensor.to(dtype) for name, tensor in weights.items()}
        self.t, self.b1 = w["encoder/hidden/weight"], w["encoder/hidden/bias"]
        self.w2, self.b2 = w["encoder/output/weight"], w["encoder/output/bias"]
        self.items, self.prototypes = unit(w["items"]), unit(w["prototypes"])
        self.tau, self.d = settings["temperature"], settings["width"]

    def scores(self, x):
        """Histories [B, M] of 0 and 1 -> ln sum_k c[i,k] exp(cos(z[u,k], h[i]) / tau), [B, M]."""
        concepts = torch.softmax(self.items @ self.prototypes.T / self.tau, dim=1)
        mixture = 0
        for k in range(concepts.shape[1]):
            seen = unit(x * concepts[:, k])
            out = torch.tanh(seen @ self.t + self.b1) @ self.w2 + self.b2
            taste = unit(out[:, : self.d])
            mixture = mixture + concepts[:, k] * torch.exp(taste @ self.items.T / self.tau)
        return torch.log(mixture)

    def loss(self, x):
        """Mean over users of -sum_i x[u,i] ln p(i|u), nats."""
        return -(x * torch.log_softmax(self.scores(x), dim=1)).sum(1).mean()


def histories(path, items):
    place = {item: column for column, item in enumerate(items)}
    users, rows, columns = {}, [], []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            rows.append(users.setdefault(row["user"], len(users)))
            columns.append(place[row["item"]])
    x = torch.zeros(len(users), len(items), dtype=torch.float64)
    x[rows, columns] = 1
    return list(users), x


def main(artifact, csv_path, reply_path):
    with safe_open(artifact, framework="pt") as file:
        manifest = json.loads(file.metadata()["facet"])
        weights = {name: file.get_tensor(name) for name in file.keys()}
    if manifest["model"] != "macridvae":
        sys.exit(f"{artifact} is a {manifest['model']}, not a macridvae")
    settings = json.loads(manifest["configuration"])
    users, x = histories(csv_path, manifest["items"])
    with open(reply_path) as file:
        ours = json.load(file)
    if ours["users"] != users:
        sys.exit(f"{reply_path} is about other users than {csv_path}")
    mine = torch.tensor(ours["scores"], dtype=torch.float64)

    print(f"{len(users)} users, {len(manifest['items'])} items, settings {manifest['configuration']}")
    print("PyTorch in   score, of the largest   score, of each (at least 1)   loss")
    worst = 0
    for dtype in (torch.float32, torch.float64):
        model = MacridVAE(weights, settings, dtype)
        theirs = model.scores(x.to(dtype)).double()
        loss = float(model.loss(x.to(dtype)))
        gap = (mine - theirs).abs()
        largest = float(gap.max() / theirs.abs().max())
        each = float((gap / theirs.abs().clamp_min(1)).max())
        of_loss = abs(ours["loss"] / loss - 1)
        print(f"{str(dtype)[6:]:<12} {largest:<23.1e} {each:<29.1e} {of_loss:.1e}")
        worst = max(worst, largest, each, of_loss)
    print(f"worst relative difference {worst:.1e}, limit {LIMIT:.0e}")
    sys.exit(0 if worst <= LIMIT else 1)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
