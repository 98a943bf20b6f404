package recurra.gateway.provider;

import java.net.http.HttpHeaders;
import java.util.Locale;

/** A provider's response, whose body is still to come. */
public record UpstreamResponse(int status, HttpHeaders headers, UpstreamBody body)
        implements AutoCloseable {
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** Whether the body is a stream of server-sent events. */
    public boolean isEventStream() {
        return contentType().toLowerCase(Locale.ROOT).startsWith("text/event-stream");
    }

    public String contentType() {
        return headers.firstValue("content-type").orElse("application/json");
    }

    /** Whether the body is compressed, although nobody asked for that. */
    public boolean isEncoded() {
        return headers.firstValue("content-encoding")
                .filter(encoding -> !encoding.equalsIgnoreCase("identity"))
                .isPresent();
    }

    @Override
    public void close() {
        body.close();
    }
}
