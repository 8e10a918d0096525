"""From a film to its fingerprint: pipeline, first pass, decode plan, what workers do."""
