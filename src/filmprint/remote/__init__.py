"""Films in object storage and on web servers, through fsspec: where they are, and their bytes."""
