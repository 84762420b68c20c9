"""What is asked: a question and its conversation in, its kind, its words and its standalone form out."""
