"""What pictures are made of, drawn as exact pixels or as vector shapes."""
