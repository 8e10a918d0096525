# docker build -t filmprint .
# How to run it, with films that cannot be written to and without a network: docs/servers.md
FROM python:3.13-slim-bookworm AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY share ./share
COPY src ./src
RUN pip install --no-cache-dir --no-compile --prefix=/installed .

FROM python:3.13-slim-bookworm
COPY --from=build /installed /usr/local
# A folder of films brings no options of its own; what is kept for a run goes to /tmp.
ENV FILMPRINT_NO_CONFIG=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    PYTHONDONTWRITEBYTECODE=1
WORKDIR /results
USER 1000:1000
ENTRYPOINT ["filmprint"]
CMD ["--help"]
