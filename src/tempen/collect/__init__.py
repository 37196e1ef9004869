"""The questionnaire as a machine: what comes next, may this answer be accepted."""
