"""A campaign to have voters struck from the list: many reports, few people, some of them cunning.

`python -m tests.campaign --reports 10000 --honest 300` runs one of any size and prints what came of it; the
tests run a fifth of that. What must hold afterwards is in `outcome.py`.
"""
