-- The timer looks for findings that are overdue, and for exceptions that end.
CREATE INDEX finding_by_due ON finding (due_at) WHERE state = 'open';
CREATE INDEX finding_by_exception ON finding (excepted_until) WHERE state = 'excepted';
