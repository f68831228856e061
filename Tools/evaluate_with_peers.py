"""RecBole's or RecTools' evaluation of the users and scores that `benchmarks evaluate USERS FOLDER` wrote.

    evaluate_with_peers.py recbole|rectools PEERS FOLDER

FOLDER has shape.json (users, items, batch), scores.f32 [batch, items], and the visible and hidden items of the
users as visible.offsets.i64, visible.items.i32, hidden.offsets.i64, hidden.items.i32. PEERS is a folder with
`jobs.py`, which sets RecBole up. Prints seconds and metrics as JSON.
"""
import json
import os
import sys
import tempfile
import time

import numpy as np
import torch

TOP = 100


class Held:
    """Users in batches: scores with the visible items hidden, and the hidden items."""

    def __init__(self, folder):
        with open(os.path.join(folder, "shape.json")) as file:
            shape = json.load(file)
        self.users, self.items, self.batch = shape["users"], shape["items"], shape["batch"]
        read = lambda name, kind: np.fromfile(os.path.join(folder, name), kind)
        self.scores = torch.from_numpy(read("scores.f32", np.float32).reshape(self.batch, self.items))
        self.rows = {part: (read(f"{part}.offsets.i64", np.int64), read(f"{part}.items.i32", np.int32))
                     for part in ("visible", "hidden")}

    def entries(self, part, start, end):
        """Row within the batch and item of every entry of some users."""
        offsets, items = self.rows[part]
        counts = np.diff(offsets[start:end + 1])
        return (torch.from_numpy(np.repeat(np.arange(end - start), counts)),
                torch.from_numpy(items[offsets[start]:offsets[end]].astype(np.int64)))

    def batches(self):
        for start in range(0, self.users, self.batch):
            end = min(self.users, start + self.batch)
            scores = self.scores[:end - start].clone()
            scores[self.entries("visible", start, end)] = -np.inf
            yield start, end, torch.topk(scores, TOP, dim=1).indices


def recbole(held, peers):
    """The collector's step on full scores (hits through a dense users × items table), then the evaluator."""
    from jobs import make_ratings, recbole_config
    with tempfile.TemporaryDirectory() as work:
        make_ratings(work)  # the configuration wants a data set; it is not read
        config = recbole_config(work, metric_decimal_place=6)
    from recbole.evaluator.collector import DataStruct
    from recbole.evaluator.evaluator import Evaluator

    def run():
        data = DataStruct()
        for start, end, top in held.batches():
            hidden = torch.zeros(end - start, held.items, dtype=torch.int)
            hidden[held.entries("hidden", start, end)] = 1
            data.update_tensor("rec.topk", torch.cat(
                (torch.gather(hidden, 1, top), hidden.sum(1, keepdim=True)), 1))
        return Evaluator(config).evaluate(data)

    return run


def rectools(held, peers):
    import pandas as pd
    from rectools.metrics import NDCG, Recall, calc_metrics
    metrics = {"ndcg@100": NDCG(k=100, divide_by_achievable=True), "recall@20": Recall(k=20),
               "recall@50": Recall(k=50)}
    offsets, items = held.rows["hidden"]

    def run():
        top = np.concatenate([top.numpy() for _, _, top in held.batches()])
        reco = pd.DataFrame({"user_id": np.repeat(np.arange(held.users), TOP), "item_id": top.ravel(),
                             "rank": np.tile(np.arange(1, TOP + 1), held.users)})
        hidden = pd.DataFrame({"user_id": np.repeat(np.arange(held.users), np.diff(offsets)),
                               "item_id": items})
        return calc_metrics(metrics, reco=reco, interactions=hidden)

    return run


def main():
    name, peers, folder = sys.argv[1:]
    sys.path.insert(0, peers)
    torch.set_num_threads(os.cpu_count())
    held = Held(folder)
    run = {"recbole": recbole, "rectools": rectools}[name](held, peers)
    start = time.perf_counter()
    result = run()
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, **{k: float(v) for k, v in result.items()}}))


if __name__ == "__main__":
    main()
