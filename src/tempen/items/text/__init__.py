"""A kind of item, whole: `item.py` what it is and does, `spec.py` a worked example."""
