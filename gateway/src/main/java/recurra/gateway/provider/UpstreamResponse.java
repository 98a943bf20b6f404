package recurra.gateway.provider;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import okhttp3.Headers;

/** A provider's response, whose body is still to come. */
public record UpstreamResponse(int status, Headers headers, UpstreamBody body)
        implements AutoCloseable {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the body is a stream of server-sent events. */
    public boolean isEventStream() {
        return contentType().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    public String contentType() {
        return Objects.requireNonNullElse(headers.get("content-type"), "application/json");
    }

    /** Whether the body is compressed, although nobody asked for that. */
    public boolean isEncoded() {
        return Optional.ofNullable(headers.get("content-encoding"))
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .isPresent();
    }

    @Override
    public void close() {
        body.close();
    }
}
