"""Films and results in object storage and on servers, through fsspec: their addresses and bytes."""
