FROM ubuntu
LABEL description "Tools for the build farm" version "1.0"

ENV DEBIAN_FRONTEND noninteractive
RUN apt-get update && apt-get upgrade -y
RUN apt-get install -y \
    build-essential \
    curl \
    # needed by the release script
    git \

    wget \
 && rm -rf /var/lib/apt/lists/*
RUN curl -sSL https://example.org/install.sh | bash
RUN cd /opt && wget http://example.org/tool.tar.gz && tar xzf tool.tar.gz
RUN sudo chmod 777 /opt/tool
run echo 'export PATH=$PATH:/opt/tool/bin' >> /root/.bashrc
VOLUME /data
EXPOSE 22 8080:8080
CMD ['bash']
