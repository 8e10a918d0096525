"""Text on pictures: fonts, titles, headings, time axes."""
