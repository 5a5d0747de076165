# syntax=docker/dockerfile:1
FROM --platform=$BUILDPLATFORM golang:1.25 AS build
ARG TARGETOS TARGETARCH
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH go build -trimpath -o /out/gate ./cmd/gate

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/gate /usr/local/bin/gate
EXPOSE 8443
ENTRYPOINT ["/usr/local/bin/gate"]
