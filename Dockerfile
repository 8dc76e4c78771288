# syntax=docker/dockerfile:1
# One image for every part: `docker run regwatch pull`, `... worker`, `... dashboard`.

FROM python:3.11-slim-bookworm AS build
# A compiler for platforms that some dependency has no wheel for; it stays in this stage.
RUN apt-get update \
 && apt-get install --no-install-recommends --yes build-essential \
 && rm -rf /var/lib/apt/lists/*
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/regwatch
WORKDIR /src
# The locked dependencies first: a change of the code alone does not install them anew.
COPY requirements.lock ./
RUN /opt/regwatch/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY schemas ./schemas
COPY broker ./broker
COPY feeds ./feeds
COPY agents ./agents
COPY dashboard ./dashboard
COPY scoring ./scoring
COPY cli ./cli
RUN /opt/regwatch/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --user-group --create-home --home-dir /var/lib/regwatch regwatch
COPY --from=build /opt/regwatch /opt/regwatch
ENV PATH=/opt/regwatch/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER regwatch
WORKDIR /var/lib/regwatch
VOLUME /var/lib/regwatch
ENTRYPOINT ["regwatch"]
CMD ["--help"]
