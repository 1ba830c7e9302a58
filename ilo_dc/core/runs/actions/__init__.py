"""Runs: background work that survives the death of its worker and of the broker (DESIGN 1).

The row is the work. It is written in the transaction that asks for it; the broker only wakes a worker,
and may lose every message: the sweeper (`sweep_runs`) wakes one again. Who works on a run holds an
advisory lock on a connection of its own. That lock is the sign of life: it is gone the moment its
process is gone, so a run in state "running" whose lock is free has lost its worker. The same connection
writes progress, which therefore shows while the work's own transaction is open.
"""
