"""How the shipped weights were made: dataset, start weights, training, export. Needs the `[ultralytics]` extra."""
