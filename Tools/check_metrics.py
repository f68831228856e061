"""Compares the values of every user with those of ranx: check_metrics.py RUN QRELS USERS.CSV"""

import csv
import sys

from ranx import Qrels, Run, evaluate

# What ranx calls the same formula. Its recall and map divide by all targets.
NAMES = {
    "ndcg": "ndcg",
    "recall-plain": "recall",
    "precision": "precision",
    "hitrate": "hit_rate",
    "map-plain": "map",
    "mrr": "mrr",
}

run_file, qrels_file, users_file = sys.argv[1:]
run = Run.from_file(run_file, kind="trec")
qrels = Qrels.from_file(qrels_file, kind="trec")
with open(users_file, newline="") as file:
    rows = list(csv.DictReader(file))
names = [name for name in rows[0] if name != "user"]
theirs = {}
for name in names:
    word, cutoff = name.split("@")
    metric = f"{NAMES[word]}@{cutoff}"
    evaluate(qrels, run, metric, make_comparable=True)
    theirs[name] = dict(run.scores[metric])
worst = 0.0
for name in names:
    gap = max(abs(float(row[name]) - theirs[name][row["user"]]) for row in rows)
    worst = max(worst, gap)
    print(f"{name:18} largest difference of {len(rows)} users {gap:.1e}")
print("agree" if worst < 1e-9 else "DIFFER")
sys.exit(0 if worst < 1e-9 else 1)
