"""Two to four subjects side by side: what the corpus says of each, matter by matter."""
