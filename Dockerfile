# One file for every image: docker build --build-arg SERVICE=ingest -t kochava-stream/ingest .
# SERVICE: ingest, config, transformer, identity-linker, kochava-dispatcher, kochava-sandbox, tools.
# Both bases are pinned by the digest of their multi-platform index (amd64, arm64); docs/how-to/images.md says how to
# move to newer ones. The runtime base has no shell and no package manager: libc, libstdc++, certificates, time zones.
ARG BUILD_IMAGE=docker.io/library/node:24.21.0-bookworm-slim@sha256:2fe369e969550cde8e867afc3fe370b260140cab4a23d467074295b42163d553
ARG RUNTIME_IMAGE=gcr.io/distroless/cc-debian12:nonroot@sha256:9dac0a79194e45a7da0158a9c6da57b217585af0786db3845d1f0ec1a0dd182f

# What the install depends on, and nothing else: an edit in a source does not install anew.
FROM ${BUILD_IMAGE} AS manifests
WORKDIR /src
COPY . .
RUN mkdir /manifests && cp --parents .npmrc package.json package-lock.json */*/package.json /manifests

# The same for every SERVICE: built once.
FROM ${BUILD_IMAGE} AS build
WORKDIR /src
COPY --from=manifests /manifests ./
# With what is optional: the console's bundler comes as a package per platform.
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY . .
RUN node_modules/.bin/tsc -b tools/images && node apps/console/build/build.ts

# The files that this SERVICE loads, the packages that they import, from the lockfile, without install scripts.
FROM build AS staged
ARG SERVICE
RUN node tools/images/dist/stage-main.js "$SERVICE" /out/app
WORKDIR /out/app
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev --omit=optional \
  && rm -f .npmrc node_modules/.package-lock.json \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete \
  && node /src/tools/images/dist/sbom-main.js "$SERVICE" /out/app > /out/sbom.cdx.json \
  && mv /out/sbom.cdx.json sbom.cdx.json \
  && mkdir /out/state

# docker build --target sbom --build-arg SERVICE=ingest --output out . writes out/sbom.cdx.json
FROM scratch AS sbom
COPY --from=staged /out/app/sbom.cdx.json /

FROM ${RUNTIME_IMAGE} AS image
ARG SERVICE
ARG RUNTIME_IMAGE
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="kochava-stream ${SERVICE}" \
  org.opencontainers.image.description="Amplitude events in, Kochava post-install events and held IdentityLinks out" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}" \
  org.opencontainers.image.base.name="${RUNTIME_IMAGE}"
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=staged /out/app /app
# The only place that the process may ever have to write to; mount a volume over it.
COPY --from=staged --chown=65532:65532 /out/state /var/lib/kochava-stream
ENV NODE_ENV=production
WORKDIR /app
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/usr/local/bin/node", "/app/health.js"]
ENTRYPOINT ["/usr/local/bin/node", "--enable-source-maps", "/app/main.js"]
