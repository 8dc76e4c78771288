"""Training of the learned reader: labelled items in, `agents/classify/model/` out. Needs torch."""
