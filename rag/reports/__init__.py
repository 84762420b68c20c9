"""What is laid out for keeping: summaries, comparisons, overviews, the notebook of a reader, and exports of them."""
