"""Finding what a question may mean: a question in, ranked passages and candidate sentences out; none is chosen."""
