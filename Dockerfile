# docker build -t rekisterid .        How to run it: docs/install.md
FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_NO_CACHE=1
RUN pip install --quiet uv==0.13.9
WORKDIR /source
# What seldom changes first: the layer of the libraries stays when only our own code changes.
COPY pyproject.toml requirements.txt README.md LICENSE ./
RUN uv venv --quiet /opt/rekisterid && uv pip sync --quiet --python /opt/rekisterid --require-hashes requirements.txt
COPY models models
COPY connectors connectors
COPY daemon daemon
# The root of the container is read-only: compiled here, once.
RUN uv pip install --quiet --python /opt/rekisterid --no-deps . \
 && /opt/rekisterid/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/rekisterid/lib

FROM python:3.13-slim
RUN groupadd --gid 10001 rekisterid \
 && useradd --uid 10001 --gid 10001 --home-dir /var/lib/rekisterid --shell /usr/sbin/nologin rekisterid \
 && install -d -m 0700 -o rekisterid -g rekisterid /var/lib/rekisterid \
 && install -d -m 0750 -g rekisterid /etc/rekisterid
COPY --from=build /opt/rekisterid /opt/rekisterid
COPY config.example.toml /usr/share/doc/rekisterid/config.example.toml
ENV PATH=/opt/rekisterid/bin:$PATH REKISTERID_CONFIG=/etc/rekisterid/config.toml PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /var/lib/rekisterid
VOLUME ["/var/lib/rekisterid", "/etc/rekisterid"]
# A service that has ended takes its container with it; this sees a register that no longer opens.
HEALTHCHECK --interval=60s --timeout=20s --start-period=120s --retries=3 CMD ["rekisterid", "status"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["rekisterid"]
CMD ["run"]
