"""From a film to its fingerprint: the pipeline, the first pass, the decode plan, what workers do."""
