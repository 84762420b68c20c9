"""Finding passages in an index and composing cited answers from them; knows neither files nor screens."""
