# The service against a PostgreSQL of your own: set DATABASE_URL and DATABASE_ROLE_SECRET.
FROM python:3.11-slim AS packages
WORKDIR /app
COPY requirements.lock .
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements.lock

FROM python:3.11-slim
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin firstpass && install -d -o firstpass /data
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY pyproject.toml ./
COPY migrations migrations
COPY docs docs
COPY tenants tenants
COPY api api
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
USER firstpass
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health')"]
ENTRYPOINT ["python", "-m", "api.cli"]
CMD ["serve"]
