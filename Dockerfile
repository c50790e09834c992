# The release image: `docker build -t bigdatagemeenten .`, then
#   docker run -p 127.0.0.1:8080:8080 -v bdg:/data -e BDG_PUBLIC_URL=http://127.0.0.1:8080 bigdatagemeenten

FROM docker.io/library/node:22-bookworm-slim AS frontend
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund
COPY schema.graphql /src/schema.graphql
COPY frontend/ ./
RUN npm run build

FROM docker.io/library/rust:1.95-bookworm AS program
# The image's own toolchain, instead of downloading what rust-toolchain.toml names.
ENV RUSTUP_TOOLCHAIN=1.95.0
WORKDIR /src
COPY . .
COPY --from=frontend /src/frontend/dist frontend/dist
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo build --release --locked \
    && install -D target/release/bigdatagemeenten /out/bigdatagemeenten

FROM docker.io/library/debian:bookworm-slim
# Certificates for providers of single sign-on.
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin bdg \
    && install -d -o bdg -g bdg -m 0750 /data
COPY --from=program /out/bigdatagemeenten /usr/local/bin/bigdatagemeenten
COPY LICENSE NOTICE.md /usr/share/doc/bigdatagemeenten/
USER bdg
VOLUME /data
ENV BDG_DATA_DIR=/data BDG_LISTEN=0.0.0.0:8080 BDG_LOG_FORMAT=json
EXPOSE 8080
STOPSIGNAL SIGTERM
# Asks /readyz with bash alone: the image has no HTTP client, and needs none.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && head -n 1 <&3 | grep -q ' 200 '"]
ENTRYPOINT ["bigdatagemeenten"]
CMD ["serve"]
