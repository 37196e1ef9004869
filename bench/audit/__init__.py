"""How well the audit finds planted errors, and how seldom it is wrong on real reports."""
