"""Color arithmetic, arrays in and arrays out: spaces, tone mapping, clustering, palettes, names."""
