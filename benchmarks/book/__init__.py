"""The speed book: what each part of geo takes, beside what else does the work, in one run."""
