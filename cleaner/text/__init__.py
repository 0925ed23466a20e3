"""Knowledge of any text: words, characters, punctuation, cue words, sentences."""
