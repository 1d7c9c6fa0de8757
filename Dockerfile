# The book for a hub: JupyterLab with everything pinned in requirements.txt, dlbook, and the learner's edition. No solution is in it.
#   docker build --tag registry.example.org/deep-learning-unveiled:1 .
# Without a daemon:
#   buildah bud --isolation chroot --tag deep-learning-unveiled .
ARG BASE=docker.io/library/python:3.12-slim-bookworm

FROM ${BASE} AS programs
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_ROOT_USER_ACTION=ignore \
    LANG=C.UTF-8
COPY requirements.txt deploy/hub-requirements.txt /opt/book/
# The last one is JupyterHub again, in the version of the hub that starts this image.
RUN python3 -m pip install --require-hashes --requirement /opt/book/requirements.txt && \
    python3 -m pip install --require-hashes --no-deps --requirement /opt/book/hub-requirements.txt
COPY pyproject.toml README.md LICENSE LICENSE-CODE LICENSE-TEXT /opt/book/
COPY code /opt/book/code
RUN python3 -m pip install --no-deps --no-build-isolation /opt/book && rm -r /opt/book/build

# The chapters with their solutions stay behind in this stage.
FROM programs AS edition
WORKDIR /source
COPY tools tools
COPY chapters chapters
RUN python3 tools/student.py /edition

FROM programs
COPY --from=edition /edition /opt/book/edition
COPY workshop/hub/filling.py deploy/start /opt/book/
RUN useradd --create-home --uid 1000 --gid users --shell /bin/bash learner && \
    chmod 0755 /opt/book/start
ENV HOME=/home/learner \
    OMP_NUM_THREADS=1 \
    TF_NUM_INTRAOP_THREADS=1 \
    TF_NUM_INTEROP_THREADS=1
USER 1000
WORKDIR /home/learner
EXPOSE 8888
CMD ["/opt/book/start", "jupyter", "lab", "--ip=0.0.0.0", "--no-browser"]
