-- SQLite prefers finding_by_state to an index on open findings alone. So the state comes first here: the
-- queue is a walk along it, and the timer reads no more than what is overdue.
DROP INDEX finding_by_due;
DROP INDEX finding_by_exception;
CREATE INDEX finding_by_due ON finding (state, due_at, id);
