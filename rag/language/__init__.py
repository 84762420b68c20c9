"""Reading text without a model: sentences, words, names, quantities, tables; a language's words are data."""
