# The light install on onnxruntime: no torch, no ultralytics. PostgreSQL instead of SQLite: --build-arg EXTRAS="[postgres]"
FROM python:3.11-slim AS build
ARG EXTRAS=""
WORKDIR /src
RUN python -m venv /opt/dishcern
COPY pyproject.toml README.md LICENSE ./
COPY nutrition_db nutrition_db
COPY models models
COPY service service
RUN /opt/dishcern/bin/pip install --no-cache-dir ".${EXTRAS}"

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin dishcern \
    && install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /opt/dishcern /opt/dishcern
# 0.0.0.0 is the container's own network; who reaches it is decided by the port that is published. Whoever does needs a
# token: docker exec CONTAINER dishcern token create --owner kim
ENV PATH=/opt/dishcern/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DISHCERN_HOST=0.0.0.0 \
    DISHCERN_PORT=8000 \
    DISHCERN_AUTH=token \
    DISHCERN_DATA_DIR=/data
# Nothing but /data and /tmp (uploads above 1 MB) is written to: --read-only --tmpfs /tmp works.
VOLUME /data
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
CMD ["dishcern", "serve"]
