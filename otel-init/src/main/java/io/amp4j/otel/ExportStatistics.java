package io.amp4j.otel;

/**
 * Counts since the start, each span in one of them once its fate is known.
 *
 * @param delivered spans that the endpoint took
 * @param rejected spans that the endpoint refused inside a batch that it took (OTLP partial success)
 * @param lost spans given up after their retries, or because the answer allowed none
 * @param dropped spans that found the queue full, or came after the shutdown
 */
public record ExportStatistics(long delivered, long rejected, long lost, long dropped) {
    /** Whether every span whose fate is known has arrived. */
    public boolean isComplete() {
        return rejected == 0 && lost == 0 && dropped == 0;
    }
}
